import {
  changeQualityRule,
  createQualityRule,
  type Dataset,
  listQualityRules,
  type QualityRule,
  type QualitySpec,
} from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh } from '../../../app/query.ts'
import { type DialogField, FormDialog } from '../parts/form-dialog.tsx'
import { governTexts } from './govern.texts.ts'
import { DatasetSelect } from './parts.tsx'

interface RuleForm {
  name: string
  kind: QualitySpec['kind']
  dimension: QualityRule['dimension']
  field?: string
  min?: string
  max?: string
  pattern?: string
  identifier?: NonNullable<QualitySpec['identifier']>
  codeSet?: string
  values?: string
  other?: string
  operator?: 'eq' | 'ne' | 'lt' | 'le' | 'gt' | 'ge'
  hours?: number
  referenceDataset?: string
  referenceField?: string
  threshold: number
  weight: number
  isCritical?: boolean
}

interface RuleDialogProps {
  dataset: Dataset
  rule?: QualityRule
  onClose: () => void
}

/** Adds or changes a rule; what is asked depends on its kind. */
export function RuleDialog({ dataset, rule, onClose }: RuleDialogProps) {
  const texts = useTexts(governTexts)
  const { quality, common } = texts
  const [kind, setKind] = useState<QualitySpec['kind']>(rule?.spec.kind ?? 'not-null')
  const columns = dataset.fields.map((field) => ({ value: field.name, label: field.title }))
  const choices = (words: Record<string, string>) =>
    Object.entries(words).map(([value, label]) => ({ value, label }))
  const settings: Partial<Record<QualitySpec['kind'], DialogField[]>> = {
    range: [
      { name: 'min', label: quality.min, kind: 'text' },
      { name: 'max', label: quality.max, kind: 'text' },
    ],
    pattern: [{ name: 'pattern', label: quality.pattern, kind: 'code', required: true }],
    'check-digit': [
      {
        ...{ name: 'identifier', label: quality.identifier, kind: 'choice', required: true },
        options: (['citizen-id', 'uscc', 'bank-card', 'phone'] as const).map((value) => ({
          ...{ value, label: texts.sensitive[value] ?? value },
        })),
      },
    ],
    'code-set': [
      { name: 'codeSet', label: quality.codeSet, kind: 'code', required: true, placeholder: 'GBT2261.1' },
    ],
    values: [{ name: 'values', label: quality.values, kind: 'text', required: true }],
    'cross-field': [
      {
        name: 'operator',
        label: quality.operator,
        kind: 'choice',
        options: choices(texts.operators),
        required: true,
      },
      { name: 'other', label: quality.other, kind: 'choice', options: columns, required: true },
    ],
    reference: [
      {
        name: 'referenceDataset',
        label: common.dataset,
        kind: 'custom',
        required: true,
        control: <DatasetSelect />,
      },
      { name: 'referenceField', label: common.field, kind: 'code', required: true },
    ],
    freshness: [{ name: 'hours', label: quality.hours, kind: 'number', min: 1, required: true }],
  }
  return (
    <FormDialog<RuleForm>
      title={rule ? quality.changeRule : quality.addRule}
      first={rule ? toForm(rule) : { kind: 'not-null', dimension: 'completeness', threshold: 99, weight: 1 }}
      onChange={(values) => setKind(values.kind ?? 'not-null')}
      fields={[
        { name: 'name', label: common.name, kind: 'text', required: true },
        {
          name: 'kind',
          label: quality.kind,
          kind: 'choice',
          options: choices(texts.ruleKinds),
          required: true,
        },
        {
          name: 'dimension',
          label: quality.dimension,
          kind: 'choice',
          options: choices(texts.dimensions),
          required: true,
        },
        { name: 'field', label: common.field, kind: 'choice', options: columns, allowClear: true },
        ...(settings[kind] ?? []),
        {
          name: 'threshold',
          label: quality.threshold,
          kind: 'number',
          min: 0,
          max: 100,
          unit: '%',
          required: true,
        },
        { name: 'weight', label: quality.weight, kind: 'number', min: 0.1, max: 100, required: true },
        { name: 'isCritical', label: quality.critical, kind: 'tick' },
      ]}
      act={async (values) => {
        const body = {
          ...{ name: values.name, dimension: values.dimension, weight: values.weight },
          ...{ threshold: values.threshold / 100, isCritical: values.isCritical ?? false },
          // What this form does not ask (a condition, columns together) stays as it was.
          spec: { ...keptOf(rule, values.kind), ...toSpec(values) },
        }
        if (rule) await client.call(changeQualityRule, { params: { id: rule.id }, body })
        else await client.call(createQualityRule, { params: { id: dataset.id }, body })
        refresh(listQualityRules)
      }}
      onClose={onClose}
    />
  )
}

function keptOf(rule: QualityRule | undefined, kind: QualitySpec['kind']): Partial<QualitySpec> {
  if (rule?.spec.kind !== kind) return {}
  const { when, fields } = rule.spec
  return { ...(when ? { when } : {}), ...(fields ? { fields } : {}) }
}

function toForm({ spec, ...rule }: QualityRule): Partial<RuleForm> {
  const { values, compare, reference, when: _, fields: __, ...plain } = spec
  return {
    ...plain,
    ...{ name: rule.name, dimension: rule.dimension, weight: rule.weight, isCritical: rule.isCritical },
    threshold: Math.round(rule.threshold * 1e6) / 1e4,
    ...(values ? { values: values.join('，') } : {}),
    ...(compare ? { operator: compare.is, other: compare.field } : {}),
    ...(reference ? { referenceDataset: reference.datasetId, referenceField: reference.field } : {}),
  }
}

function toSpec(values: RuleForm): QualitySpec {
  const { kind, field, min, max, pattern, identifier, codeSet, hours } = values
  const given = { field, min: min || undefined, max: max || undefined, pattern, identifier, codeSet, hours }
  const set = Object.fromEntries(
    Object.entries(given).filter(([, value]) => value !== undefined && value !== null),
  )
  return {
    kind,
    ...set,
    ...(values.values ? { values: values.values.split(/[,，]/).map((one) => one.trim()) } : {}),
    ...(values.other && values.operator ? { compare: { is: values.operator, field: values.other } } : {}),
    ...(values.referenceDataset && values.referenceField
      ? { reference: { datasetId: values.referenceDataset, field: values.referenceField } }
      : {}),
  }
}
