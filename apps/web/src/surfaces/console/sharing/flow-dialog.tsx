import { type AbilityFlow, type AbilityFlowStep, createAbility, listAbilities } from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { Button, Card, Input, InputNumber, Select } from 'antd'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { FormDialog } from '../parts/form-dialog.tsx'
import { flowTexts } from './flow.texts.ts'
import { toChoices } from './tabs-page.tsx'

type When = NonNullable<AbilityFlowStep['when']>

/** A step as it is written: bodies are lines of “name=value”. */
interface Draft {
  id: number
  name: string
  ability?: string
  body: string
  is: When['is'] | 'always'
  of: string
  value: string
  timeoutMs: number | null
  undo?: string
  undoBody: string
}
interface Drafts {
  steps: Draft[]
  answer: string
}

const blank = (id: number): Draft => ({
  ...{ id, name: '', body: '', is: 'always', of: '', value: '', timeoutMs: null, undoBody: '' },
})

/** Numbers and yes or no as such, everything else as text. */
function toValue(text: string): string | number | boolean {
  if (text === 'true' || text === 'false') return text === 'true'
  return text !== '' && String(Number(text)) === text ? Number(text) : text
}

function toFilling(lines: string): AbilityFlow['answer'] {
  const pairs = lines.split('\n').flatMap((line) => {
    const at = line.indexOf('=')
    return at > 0 ? [[line.slice(0, at).trim(), toValue(line.slice(at + 1).trim())] as const] : []
  })
  return Object.fromEntries(pairs)
}

function toStep(draft: Draft): AbilityFlowStep {
  const { name, ability = '', body, is, of, value, timeoutMs, undo, undoBody } = draft
  const isCompared = is !== 'present' && is !== 'absent'
  return {
    ...{ name, ability, body: toFilling(body) },
    ...(is === 'always' ? {} : { when: { of, is, ...(isCompared ? { value: toValue(value) } : {}) } }),
    ...(timeoutMs ? { timeoutMs } : {}),
    ...(undo ? { undo: { ability: undo, body: toFilling(undoBody) } } : {}),
  }
}

interface Form {
  code: string
  title: string
  version: string
  timeoutMs: number
  quotaPerDay: number
  summary?: string
  flow: Drafts
}

/** 能力编排: several abilities in order, published as a new one (PLT-070). */
export function FlowDialog({ onClose }: { onClose: () => void }) {
  const texts = useTexts(flowTexts)
  return (
    <FormDialog<Form>
      title={texts.title}
      why={texts.why}
      width={760}
      first={{ version: 'v1', timeoutMs: 5000, quotaPerDay: 1000, flow: { steps: [blank(1)], answer: '' } }}
      fields={[
        { name: 'code', label: texts.code, kind: 'code', required: true, placeholder: 'aid-in-one' },
        { name: 'title', label: texts.name, kind: 'text', required: true, maxLength: 100 },
        { name: 'version', label: texts.version, kind: 'code', required: true },
        { name: 'timeoutMs', label: texts.timeout, kind: 'number', min: 50, max: 30_000, required: true },
        { name: 'quotaPerDay', label: texts.quota, kind: 'number', min: 1, required: true },
        { name: 'summary', label: texts.summary, kind: 'area', maxLength: 500, rows: 2 },
        { name: 'flow', label: texts.flow, kind: 'custom', control: <StepsEditor /> },
      ]}
      act={async ({ flow, summary = '', ...rest }) => {
        const body = { ...rest, summary, kind: 'flow' as const, sla: '', dataClass: '', price: '' }
        const made = { steps: flow.steps.map(toStep), answer: toFilling(flow.answer) }
        await client.call(createAbility, { body: { ...body, flow: made } })
        refresh(listAbilities)
      }}
      onClose={onClose}
    />
  )
}

function StepsEditor({ value, onChange }: { value?: Drafts; onChange?: (value: Drafts) => void }) {
  const texts = useTexts(flowTexts)
  const drafts = value ?? { steps: [], answer: '' }
  const read = useRead(listAbilities, { query: { limit: 200 } })
  const abilities = (read.data?.items ?? [])
    .filter((one) => one.kind === 'http' || one.kind === 'message')
    .map((one) => ({ value: one.code, label: `${one.title}（${one.code}）` }))
  const put = (steps: Draft[]) => onChange?.({ ...drafts, steps })
  return (
    <div style={{ display: 'flex', flexDirection: 'column', gap: 12 }}>
      {drafts.steps.map((step, at) => (
        <Card
          key={step.id}
          size="small"
          title={texts.step(String(at + 1))}
          extra={
            <Button size="small" onClick={() => put(drafts.steps.filter((one) => one.id !== step.id))}>
              {texts.removeStep}
            </Button>
          }
        >
          <StepEditor
            step={step}
            abilities={abilities}
            onChange={(more) =>
              put(drafts.steps.map((one) => (one.id === step.id ? { ...one, ...more } : one)))
            }
          />
        </Card>
      ))}
      <Button
        onClick={() => put([...drafts.steps, blank(Math.max(0, ...drafts.steps.map((one) => one.id)) + 1)])}
      >
        {texts.addStep}
      </Button>
      <Input.TextArea
        rows={2}
        className="code"
        aria-label={texts.answer}
        placeholder={texts.answer}
        value={drafts.answer}
        onChange={(event) => onChange?.({ ...drafts, answer: event.target.value })}
      />
    </div>
  )
}

function StepEditor({
  step,
  abilities,
  onChange,
}: {
  step: Draft
  abilities: Array<{ value: string; label: string }>
  onChange: (more: Partial<Draft>) => void
}) {
  const texts = useTexts(flowTexts)
  const words = (name: 'name' | 'of' | 'value', label: string) => (
    <Input
      aria-label={label}
      placeholder={label}
      value={step[name]}
      onChange={(event) => onChange({ [name]: event.target.value })}
    />
  )
  const lines = (name: 'body' | 'undoBody', label: string) => (
    <Input.TextArea
      rows={2}
      className="code"
      aria-label={label}
      placeholder={label}
      value={step[name]}
      onChange={(event) => onChange({ [name]: event.target.value })}
    />
  )
  const ability = (name: 'ability' | 'undo', label: string) => (
    <Select
      allowClear={name === 'undo'}
      showSearch={{ optionFilterProp: 'label' }}
      aria-label={label}
      placeholder={label}
      options={abilities}
      value={step[name]}
      onChange={(value) => onChange({ [name]: value })}
    />
  )
  return (
    <div style={{ display: 'grid', gap: 8, gridTemplateColumns: 'repeat(auto-fit, minmax(220px, 1fr))' }}>
      {words('name', texts.stepName)}
      {ability('ability', texts.ability)}
      <div style={{ gridColumn: '1 / -1' }}>
        {lines('body', texts.body)}
        <small>{texts.bodyExtra}</small>
      </div>
      <Select
        aria-label={texts.when}
        value={step.is}
        options={[{ value: 'always', label: texts.always }, ...toChoices(texts.conditions)]}
        onChange={(is) => onChange({ is })}
      />
      {step.is === 'always' ? null : words('of', texts.whenOf)}
      {['always', 'present', 'absent'].includes(step.is) ? null : words('value', texts.whenValue)}
      <InputNumber
        {...{ min: 50, max: 30_000, style: { width: '100%' }, value: step.timeoutMs }}
        aria-label={texts.stepTimeout}
        placeholder={texts.stepTimeout}
        onChange={(timeoutMs) => onChange({ timeoutMs })}
      />
      {ability('undo', texts.undo)}
      {step.undo ? <div style={{ gridColumn: '1 / -1' }}>{lines('undoBody', texts.undoBody)}</div> : null}
    </div>
  )
}
