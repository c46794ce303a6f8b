import { listReachRuns, mapSites, type SiteCriterion, type SiteInput } from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { Button, InputNumber, Select, Space } from 'antd'
import { useNavigate } from 'react-router'
import { client } from '../../../app/client.ts'
import { refresh } from '../../../app/query.ts'
import { FormDialog } from '../parts/form-dialog.tsx'
import styles from './reach.module.css'
import { reachTexts } from './reach.texts.ts'
import { DivisionField } from './reach-dialog.tsx'
import { useFacilityTypes } from './type-names.ts'

/** What a new criterion of a kind begins with. */
const usual: Record<SiteCriterion['kind'], SiteCriterion> = {
  near: { kind: 'near', weight: 30, full: 5, zero: 30 },
  far: { kind: 'far', weight: 20, full: 2000, zero: 300 },
  people: { kind: 'people', weight: 30, radiusM: 1500 },
  unserved: { kind: 'unserved', weight: 40, radiusM: 2000, minutes: 15 },
}

/** Criteria with their weights; the map shows how suitable each place is. */
export function SiteDialog({ onClose }: { onClose: () => void }) {
  const texts = useTexts(reachTexts)
  const navigate = useNavigate()
  return (
    <FormDialog<SiteInput>
      title={texts.newSite}
      width={820}
      first={{ pace: 'drive', criteria: [usual.people, usual.unserved] }}
      fields={[
        { name: 'title', label: texts.name, kind: 'text', required: true, maxLength: 60 },
        {
          ...{ name: 'pace', label: texts.pace, kind: 'choice', required: true },
          options: Object.entries(texts.paces).map(([value, label]) => ({ value, label })),
        },
        {
          ...{ name: 'criteria', label: texts.criteria, kind: 'custom', required: true },
          ...{
            control: <CriteriaField />,
            check: (value) => faultOf(value as SiteCriterion[], texts.needTypes),
          },
        },
        { name: 'division', label: texts.division, kind: 'custom', control: <DivisionField /> },
      ]}
      act={async ({ division, ...values }) => {
        const body = { ...values, ...(division ? { division } : {}) }
        const { id } = await client.call(mapSites, { body })
        refresh(listReachRuns)
        navigate(`/console/reach/${id}`)
      }}
      onClose={onClose}
    />
  )
}

function faultOf(criteria: readonly SiteCriterion[] | undefined, words: string): string | null {
  return criteria?.some((one) => one.kind !== 'people' && !one.types?.length) ? words : null
}

interface CriteriaFieldProps {
  value?: SiteCriterion[]
  onChange?: (criteria: SiteCriterion[]) => void
}

function CriteriaField({ value = [], onChange }: CriteriaFieldProps) {
  const texts = useTexts(reachTexts)
  const change = (index: number, part: Partial<SiteCriterion>) =>
    onChange?.(value.map((one, i) => (i === index ? { ...one, ...part } : one)))
  return (
    <Space orientation="vertical" style={{ width: '100%' }}>
      {value.map((one, index) => (
        <CriterionLine
          // biome-ignore lint/suspicious/noArrayIndexKey: a criterion is its place in the list
          key={index}
          criterion={one}
          onChange={(part) => change(index, part)}
          onRemove={() => onChange?.(value.filter((_, i) => i !== index))}
        />
      ))}
      <Button disabled={value.length >= 8} onClick={() => onChange?.([...value, usual.near])}>
        {texts.addCriterion}
      </Button>
    </Space>
  )
}

interface CriterionLineProps {
  criterion: SiteCriterion
  onChange: (part: Partial<SiteCriterion>) => void
  onRemove: () => void
}

function CriterionLine({ criterion, onChange, onRemove }: CriterionLineProps) {
  const texts = useTexts(reachTexts)
  const { options } = useFacilityTypes()
  const { kind } = criterion
  const number = (name: 'weight' | 'full' | 'zero' | 'radiusM' | 'minutes', label: string, unit?: string) => (
    <InputNumber
      prefix={label}
      suffix={unit}
      aria-label={label}
      min={0}
      style={{ width: name === 'radiusM' || name === 'minutes' ? 210 : 150 }}
      value={criterion[name]}
      onChange={(given) => onChange({ [name]: given ?? undefined })}
    />
  )
  const unit = kind === 'near' ? texts.inMinutes : texts.inMetres
  return (
    <div className={styles.criterion}>
      <Select
        aria-label={texts.criterion}
        style={{ width: 120 }}
        value={kind}
        options={Object.entries(texts.criterionKinds).map(([value, label]) => ({ value, label }))}
        onChange={(next) => onChange({ ...usual[next as SiteCriterion['kind']], types: criterion.types })}
      />
      {kind === 'people' ? null : (
        <Select
          mode="multiple"
          aria-label={texts.types}
          placeholder={texts.types}
          style={{ minWidth: 220, flex: 1 }}
          showSearch={{ optionFilterProp: 'label' }}
          value={criterion.types ?? []}
          options={options}
          onChange={(types) => onChange({ types })}
        />
      )}
      {number('weight', texts.weight)}
      {kind === 'near' || kind === 'far' ? number('full', texts.full, unit) : number('radiusM', texts.radius)}
      {kind === 'near' || kind === 'far' ? number('zero', texts.zero, unit) : null}
      {kind === 'unserved' ? number('minutes', texts.limitMinutes) : null}
      <Button type="text" onClick={onRemove}>
        {texts.remove}
      </Button>
    </div>
  )
}
