import {
  type Appeal,
  type Appraisal,
  type AppraisalRule,
  changeAppraisalRule,
  computeAppraisal,
  createAppraisalRule,
  giveAppraisalValue,
  listAppeals,
  listAppraisalRules,
  listAppraisals,
  listCases,
  makeAppeal,
  ruleAppeal,
} from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import dayjs from 'dayjs'
import { client } from '../../../app/client.ts'
import { refresh } from '../../../app/query.ts'
import { FormDialog } from '../parts/form-dialog.tsx'
import { appraisalTexts } from './appraisal.texts.ts'
import { readIndicators, readVetoes, writeIndicators, writeVetoes } from './appraisal-lines.ts'

interface RuleForm {
  name: string
  object: AppraisalRule['object']
  fromPeriod: string
  indicators: string
  vetoes?: string
  appealDays?: number
}

/** Writes a rule, or a new version of one. */
export function RuleDialog({ rule, onClose }: { rule: AppraisalRule | null; onClose: () => void }) {
  const texts = useTexts(appraisalTexts)
  const former = rule?.indicators ?? []
  return (
    <FormDialog<RuleForm>
      title={rule ? texts.editRule : texts.newRule}
      why={rule ? texts.editWhy : undefined}
      width={640}
      first={{
        name: rule?.name,
        object: rule?.object ?? 'district',
        fromPeriod: rule?.fromPeriod ?? dayjs().format('YYYY-MM'),
        indicators: writeIndicators(former, texts),
        vetoes: writeVetoes(rule?.vetoes ?? []),
        appealDays: rule?.appealDays,
      }}
      fields={[
        { name: 'name', label: texts.name, kind: 'text', required: true, maxLength: 100 },
        {
          name: 'object',
          label: texts.object,
          kind: 'choice',
          required: true,
          options: Object.entries(texts.objects).map(([value, label]) => ({ value, label })),
        },
        {
          name: 'fromPeriod',
          label: texts.from,
          kind: 'text',
          required: true,
          pattern: { is: /^\d{4}-(0[1-9]|1[0-2])$/, else: texts.monthHint },
        },
        {
          name: 'indicators',
          label: texts.indicators,
          kind: 'area',
          rows: 8,
          maxLength: 6000,
          required: true,
          extra: texts.indicatorsWhy,
          check: (value) => {
            const read = readIndicators(String(value ?? ''), former, texts)
            return 'wrongLine' in read ? texts.wrongLine(read.wrongLine) : null
          },
        },
        {
          name: 'vetoes',
          label: texts.vetoes,
          kind: 'area',
          rows: 3,
          maxLength: 2000,
          extra: texts.vetoesWhy,
          check: (value) => {
            const read = readVetoes(String(value ?? ''), rule?.vetoes ?? [])
            return 'wrongLine' in read ? texts.wrongLine(read.wrongLine) : null
          },
        },
        {
          name: 'appealDays',
          label: texts.appealDays,
          kind: 'number',
          min: 1,
          max: 60,
          extra: texts.appealDaysWhy,
        },
      ]}
      act={async ({ indicators: lines, vetoes: vetoLines, appealDays, ...fields }) => {
        const indicators = readIndicators(lines, former, texts)
        if ('wrongLine' in indicators) throw new Error(texts.wrongLine(indicators.wrongLine))
        const vetoes = readVetoes(vetoLines ?? '', rule?.vetoes ?? [])
        if ('wrongLine' in vetoes) throw new Error(texts.wrongLine(vetoes.wrongLine))
        const body = {
          ...{ ...fields, caseTypes: rule?.caseTypes ?? [], indicators, vetoes },
          ...(appealDays ? { appealDays } : {}),
        }
        if (rule)
          await client.call(changeAppraisalRule, {
            params: { id: rule.id },
            body: { ...body, version: rule.version },
          })
        else await client.call(createAppraisalRule, { body })
        refresh(listAppraisalRules)
      }}
      onClose={onClose}
    />
  )
}

interface MonthProps {
  rule: AppraisalRule
  period: string
  /** The newest computed version, for the names of the objects. */
  latest: Appraisal | undefined
  onClose: () => void
}

function objectChoices(latest: Appraisal | undefined) {
  return (latest?.scores ?? []).map((one) => ({ value: one.object, label: one.name }))
}

/** Enters what people found: field checks, satisfaction; the scores are computed anew with it. */
export function ValueDialog({ rule, period, latest, onClose }: MonthProps) {
  const texts = useTexts(appraisalTexts)
  return (
    <FormDialog<{ object: string; indicator: string; value: number; note: string }>
      title={texts.giveValue}
      why={texts.giveWhy}
      fields={[
        {
          name: 'object',
          label: texts.object,
          kind: 'choice',
          required: true,
          options: objectChoices(latest),
        },
        {
          name: 'indicator',
          label: texts.indicator,
          kind: 'choice',
          required: true,
          options: rule.indicators
            .filter((one) => one.formula.kind === 'given')
            .map((one) => ({ value: one.id, label: one.title })),
        },
        { name: 'value', label: texts.value, kind: 'number', required: true, min: 0, max: 100 },
        { name: 'note', label: texts.note, kind: 'area', required: true, maxLength: 500 },
      ]}
      act={async ({ value, ...rest }) => {
        await client.call(giveAppraisalValue, {
          body: { ...rest, ruleId: rule.id, period, value: value / 100 },
        })
        await client.call(computeAppraisal, { body: { ruleId: rule.id, period } })
        refresh(listAppraisals)
      }}
      onClose={onClose}
    />
  )
}

/** Enters that a veto holds for an object, or that it holds no longer; the scores are computed anew with it. */
export function VetoDialog({ rule, period, latest, onClose }: MonthProps) {
  const texts = useTexts(appraisalTexts)
  return (
    <FormDialog<{ object: string; indicator: string; holds: 'yes' | 'no'; note: string }>
      title={texts.giveVeto}
      why={texts.giveVetoWhy}
      first={{ holds: 'yes' }}
      fields={[
        {
          ...{ name: 'object', label: texts.object, kind: 'choice', required: true },
          options: objectChoices(latest),
        },
        {
          ...{ name: 'indicator', label: texts.veto, kind: 'choice', required: true },
          options: (rule.vetoes ?? []).map((one) => ({
            value: one.id,
            label: texts.vetoCap(one.title, one.cap),
          })),
        },
        {
          ...{ name: 'holds', label: texts.vetoHolds, kind: 'choice', required: true },
          options: Object.entries(texts.vetoStates).map(([value, label]) => ({ value, label })),
        },
        { name: 'note', label: texts.note, kind: 'area', required: true, maxLength: 500 },
      ]}
      act={async ({ holds, ...rest }) => {
        await client.call(giveAppraisalValue, {
          body: { ...rest, ruleId: rule.id, period, value: holds === 'yes' ? 1 : 0 },
        })
        await client.call(computeAppraisal, { body: { ruleId: rule.id, period } })
        refresh(listAppraisals)
      }}
      onClose={onClose}
    />
  )
}

/** Finds the id of a case by the number people know it by. */
async function findCaseId(reference: string): Promise<string | undefined> {
  const { items } = await client.call(listCases, { query: { search: reference, limit: 5 } })
  return items.find((one) => one.reference === reference)?.id
}

/** Asks for cases to be left out or counted otherwise. */
export function AppealDialog({ rule, period, latest, onClose }: MonthProps) {
  const texts = useTexts(appraisalTexts)
  return (
    <FormDialog<{ object: string; ground: Appeal['ground']; references: string; reason: string }>
      title={texts.appeal}
      why={texts.appealWhy}
      first={{ ground: 'force-majeure' }}
      fields={[
        {
          name: 'object',
          label: texts.object,
          kind: 'choice',
          required: true,
          options: objectChoices(latest),
        },
        {
          name: 'ground',
          label: texts.ground,
          kind: 'choice',
          required: true,
          options: Object.entries(texts.grounds).map(([value, label]) => ({ value, label })),
        },
        {
          name: 'references',
          label: texts.cases,
          kind: 'area',
          required: true,
          maxLength: 12_000,
          extra: texts.casesHint,
        },
        { name: 'reason', label: texts.reason, kind: 'area', required: true },
      ]}
      act={async ({ references, ...rest }) => {
        const caseIds: string[] = []
        for (const reference of references.split(/[\s,，]+/).filter(Boolean)) {
          const id = await findCaseId(reference)
          if (!id) throw new Error(texts.noCase(reference))
          caseIds.push(id)
        }
        await client.call(makeAppeal, { body: { ...rest, caseIds, ruleId: rule.id, period } })
        refresh(listAppeals, listAppraisals)
      }}
      onClose={onClose}
    />
  )
}

/** Accepts or refuses an appeal; accepted, a new version of the scores follows. */
export function RulingDialog({ appeal, onClose }: { appeal: Appeal; onClose: () => void }) {
  const texts = useTexts(appraisalTexts)
  return (
    <FormDialog<{ verdict: 'accept' | 'refuse'; ruling: string }>
      title={texts.rule}
      why={`${texts.grounds[appeal.ground]}：${appeal.reason}`}
      first={{ verdict: 'accept' }}
      fields={[
        {
          name: 'verdict',
          label: texts.rule,
          kind: 'choice',
          required: true,
          options: [
            { value: 'accept', label: texts.accept },
            { value: 'refuse', label: texts.refuse },
          ],
        },
        { name: 'ruling', label: texts.ruling, kind: 'area', required: true, maxLength: 1000 },
      ]}
      act={async ({ verdict, ruling }) => {
        await client.call(ruleAppeal, {
          params: { id: appeal.id },
          body: { accept: verdict === 'accept', ruling },
        })
        refresh(listAppeals, listAppraisals)
      }}
      onClose={onClose}
    />
  )
}
