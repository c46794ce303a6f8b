import {
  changeSupervisionRule,
  createSupervisionRule,
  listCaseTypes,
  type SupervisionRule,
  type SupervisionRuleContent,
} from '@civitas/sdk'
import { usePick, useTexts } from '@civitas/ui'
import { useContext, useState } from 'react'
import { client } from '../../../app/client.ts'
import { useRead } from '../../../app/query.ts'
import { DivisionSelect } from '../parts/division-select.tsx'
import { type DialogField, FormDialog } from '../parts/form-dialog.tsx'
import { MeContext } from '../parts/permissions.tsx'
import { toChoices } from '../sharing/tabs-page.tsx'
import { supervisionRulesTexts } from './supervision-rules.texts.ts'

type Mark = Extract<SupervisionRuleContent['trigger'], { kind: 'mark' }>['mark']

interface RuleForm {
  name: string
  kind: 'late' | 'mark'
  hours?: number
  mark?: Mark
  times?: number
  divisionCode: string
  caseTypes?: string[]
  reason: string
  days: number
}

/** Writes a rule, or the next version of one. */
export function SupervisionRuleDialog({
  rule,
  onClose,
}: {
  rule: SupervisionRule | null
  onClose: () => void
}) {
  const texts = useTexts(supervisionRulesTexts)
  const pick = usePick()
  const me = useContext(MeContext)
  const first = toForm(rule, me?.user.divisions[0] ?? '', texts.usualReason)
  const [kind, setKind] = useState(first.kind)
  const types = useRead(listCaseTypes, {}, { staleMs: 600_000 }).data ?? []
  const when: DialogField[] =
    kind === 'late'
      ? [{ kind: 'number', name: 'hours', label: texts.hours, required: true, min: 1, max: 10_000 }]
      : [
          {
            kind: 'choice',
            name: 'mark',
            label: texts.mark,
            required: true,
            options: toChoices(texts.marks),
          },
          {
            kind: 'number',
            name: 'times',
            label: texts.times,
            required: true,
            min: 1,
            max: 20,
            precision: 0,
          },
        ]
  return (
    <FormDialog<RuleForm>
      title={rule ? texts.revise : texts.create}
      first={first}
      onChange={(values) => setKind(values.kind ?? 'late')}
      fields={[
        { kind: 'text', name: 'name', label: texts.name, required: true, maxLength: 60 },
        {
          ...{ kind: 'choice', name: 'kind', label: texts.triggerKind, required: true },
          options: toChoices(texts.triggers),
        },
        ...when,
        {
          ...{ kind: 'custom', name: 'divisionCode', label: texts.level, required: true },
          control: <DivisionSelect value={undefined} onChange={() => undefined} width="100%" />,
        },
        {
          ...{ kind: 'choices', name: 'caseTypes', label: texts.types },
          options: types.map((one) => ({ value: one.id, label: pick(one.title) })),
        },
        {
          ...{ kind: 'area', name: 'reason', label: texts.reason, required: true, rows: 3, maxLength: 500 },
          extra: texts.reasonWhy,
        },
        { kind: 'number', name: 'days', label: texts.limit, required: true, min: 1, max: 60, precision: 0 },
      ]}
      act={(values) => {
        const content = toContent(values)
        return rule
          ? client.call(changeSupervisionRule, {
              params: { id: rule.id },
              body: { content, version: rule.version },
            })
          : client.call(createSupervisionRule, { body: content })
      }}
      onClose={onClose}
    />
  )
}

function toForm(rule: SupervisionRule | null, divisionCode: string, reason: string): RuleForm {
  if (!rule) return { name: '', kind: 'late', hours: 24, times: 2, divisionCode, reason, days: 2 }
  const { trigger, limit, caseTypes, ...rest } = rule.content
  const days = 'days' in limit ? limit.days : 1
  const when =
    trigger.kind === 'late' ? { hours: trigger.hours } : { mark: trigger.mark, times: trigger.times }
  return {
    name: rest.name,
    reason: rest.reason,
    divisionCode: rest.divisionCode,
    days,
    caseTypes,
    kind: trigger.kind,
    ...when,
  }
}

function toContent(values: RuleForm): SupervisionRuleContent {
  const {
    name,
    kind,
    hours = 24,
    mark = 'urged',
    times = 2,
    divisionCode,
    caseTypes = [],
    reason,
    days,
  } = values
  return {
    ...{ name, divisionCode, caseTypes, reason, limit: { days, clock: 'working-day' } },
    trigger: kind === 'late' ? { kind, hours } : { kind, mark, times },
  }
}
