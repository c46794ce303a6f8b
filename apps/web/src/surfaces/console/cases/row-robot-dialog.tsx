import { listCaseTypes, listEventTypes, type Robot, type RobotRowAct } from '@civitas/sdk'
import { formatNumber, usePick, useTexts } from '@civitas/ui'
import { Button, Form, Input, Select, Space } from 'antd'
import { useState } from 'react'
import { useRead } from '../../../app/query.ts'
import { ActDialog } from '../parts/act-dialog.tsx'
import { DivisionSelect } from '../parts/division-select.tsx'
import { OrganisationSelect } from '../parts/organisation-select.tsx'
import { caseRulesTexts } from './case-rules.texts.ts'
import { Steps } from './robot-pages.tsx'
import { isPlanReady, PlanFields, planOf, writePlan } from './robot-times.tsx'
import { robotsTexts } from './robots.texts.ts'
import { type ActDraft, partsOf, type RuleDraft, readRules, writeRules } from './row-robot-rules.ts'
import { writeRobot } from './write-robot.ts'

interface Draft {
  name: string
  organisationId: string | undefined
  divisionCode: string | undefined
  folder: string
  columns: string[]
  key: string[]
  rules: RuleDraft[]
}

/** Writes a robot that goes through files line by line, or a new version of one. */
export function RowRobotDialog({ robot, onClose }: { robot?: Robot; onClose: () => void }) {
  const texts = useTexts(robotsTexts)
  const shared = useTexts(caseRulesTexts)
  const last = robot?.versions[0]?.definition
  const [form] = Form.useForm<Draft>()
  const [plan, setPlan] = useState(planOf(last))
  const columns: string[] = Form.useWatch('columns', form) ?? []
  const act = async () => {
    const draft = await form.validateFields()
    await writeRobot(robot, draft.name, {
      ...{ kind: 'rows', threshold: 1, ...writePlan(plan) },
      ...(draft.organisationId ? { organisationId: draft.organisationId } : {}),
      rows: {
        divisionCode: draft.divisionCode ?? '',
        columns: draft.columns,
        ...(draft.folder ? { folder: draft.folder } : {}),
        ...(draft.key.length > 0 ? { key: draft.key } : {}),
        rules: writeRules(draft.rules),
      },
    })
  }
  const first: Draft = {
    ...{ name: robot?.name ?? '', organisationId: last?.organisationId },
    ...{ divisionCode: last?.rows?.divisionCode, folder: last?.rows?.folder ?? '' },
    ...{ columns: last?.rows?.columns ?? [], key: last?.rows?.key ?? [] },
    rules: last?.rows ? readRules(last.rows.rules) : [{ when: [], act: { kind: 'people' } }],
  }
  const required = [{ required: true, message: '' }]
  const options = columns.map((value) => ({ value, label: value }))
  return (
    <ActDialog
      width={880}
      title={robot ? shared.revise : texts.createRows}
      why={texts.rowsWhy}
      comment="none"
      isReady={isPlanReady(plan)}
      act={act}
      onClose={onClose}
    >
      <Form form={form} layout="vertical" initialValues={first}>
        <Form.Item name="name" label={shared.name} rules={required}>
          <Input maxLength={60} />
        </Form.Item>
        <div style={{ display: 'grid', gridTemplateColumns: '1fr 1fr', columnGap: 16 }}>
          <Form.Item name="organisationId" label={texts.unit} rules={required}>
            <OrganisationSelect name={shared.sameUnit} />
          </Form.Item>
          <Form.Item name="divisionCode" label={texts.division} rules={required}>
            {/* The form gives value and change to its control. */}
            <DivisionField />
          </Form.Item>
          <Form.Item name="columns" label={texts.columns} rules={required}>
            <Select mode="tags" tokenSeparators={[',', '，', '、', '\t']} open={false} suffixIcon={null} />
          </Form.Item>
          <Form.Item name="key" label={texts.key}>
            <Select mode="multiple" options={options} />
          </Form.Item>
          <Form.Item
            name="folder"
            label={texts.folder}
            extra={texts.folderHelp}
            rules={[{ pattern: /^[a-z0-9][a-z0-9_-]{0,39}$/, message: texts.folderHelp }]}
          >
            <Input maxLength={40} />
          </Form.Item>
        </div>
        <PlanFields value={plan} onChange={setPlan} />
        <Form.Item label={texts.rules} style={{ marginBottom: 0 }}>
          <Rules columns={options} />
        </Form.Item>
      </Form>
    </ActDialog>
  )
}

function DivisionField({
  id,
  value,
  onChange,
}: {
  id?: string
  value?: string
  onChange?: (code: string | undefined) => void
}) {
  return <DivisionSelect id={id ?? ''} value={value} onChange={(code) => onChange?.(code)} width="100%" />
}

type Options = Array<{ value: string; label: string }>

function Rules({ columns }: { columns: Options }) {
  const texts = useTexts(robotsTexts)
  const shared = useTexts(caseRulesTexts)
  return (
    <Form.List name="rules">
      {(fields, { add, remove }) => (
        <Space orientation="vertical" style={{ width: '100%' }}>
          {fields.map(({ key, name }, at) => (
            <section
              key={key}
              aria-label={texts.rule(formatNumber(at + 1))}
              style={{ border: '1px solid var(--line)', borderRadius: 6, padding: '8px 12px' }}
            >
              <div style={{ display: 'flex', justifyContent: 'space-between', marginBottom: 4 }}>
                <strong>{texts.rule(formatNumber(at + 1))}</strong>
                {fields.length > 1 ? (
                  <Button size="small" onClick={() => remove(name)}>
                    {shared.removeStep}
                  </Button>
                ) : null}
              </div>
              <Conditions name={name} columns={columns} />
              <Act name={name} />
            </section>
          ))}
          <Button onClick={() => add({ when: [], act: { kind: 'people' } })}>{texts.addRule}</Button>
        </Space>
      )}
    </Form.List>
  )
}

function Conditions({ name, columns }: { name: number; columns: Options }) {
  const texts = useTexts(robotsTexts)
  const shared = useTexts(caseRulesTexts)
  const ops = Object.entries(texts.ops).map(([value, label]) => ({ value, label }))
  return (
    <Form.List name={[name, 'when']}>
      {(fields, { add, remove }) => (
        <div>
          {fields.length === 0 ? (
            <span style={{ color: 'var(--ink-2)', marginRight: 12 }}>{texts.always}</span>
          ) : null}
          {fields.map((field) => (
            <Space key={field.key} align="baseline" wrap>
              <Form.Item
                name={[field.name, 'column']}
                rules={[{ required: true, message: '' }]}
                style={tight}
              >
                <Select
                  options={columns}
                  placeholder={texts.column}
                  aria-label={texts.column}
                  style={{ width: 160 }}
                />
              </Form.Item>
              <Form.Item name={[field.name, 'op']} style={tight}>
                <Select options={ops} aria-label={texts.op} style={{ width: 110 }} />
              </Form.Item>
              <Form.Item noStyle shouldUpdate>
                {({ getFieldValue }) =>
                  ['filled', 'empty'].includes(
                    getFieldValue(['rules', name, 'when', field.name, 'op']) as string,
                  ) ? null : (
                    <Form.Item name={[field.name, 'value']} style={tight}>
                      <Input placeholder={texts.value} aria-label={texts.value} maxLength={200} />
                    </Form.Item>
                  )
                }
              </Form.Item>
              <Button size="small" onClick={() => remove(field.name)}>
                {shared.removeStep}
              </Button>
            </Space>
          ))}
          <Button size="small" onClick={() => add({ op: 'equals' })}>
            {texts.addCondition}
          </Button>
        </div>
      )}
    </Form.List>
  )
}

const tight = { marginBottom: 8 }

function Act({ name }: { name: number }) {
  const texts = useTexts(robotsTexts)
  const kinds = Object.entries(texts.acts).map(([value, label]) => ({ value, label }))
  const kind: RobotRowAct['kind'] = Form.useWatch(['rules', name, 'act', 'kind']) ?? 'people'
  return (
    <div style={{ marginTop: 8 }}>
      <Form.Item name={[name, 'act', 'kind']} label={texts.act} style={tight}>
        <Select options={kinds} style={{ width: 220 }} />
      </Form.Item>
      <div style={{ display: 'grid', gridTemplateColumns: '1fr 1fr', columnGap: 16 }}>
        {partsOf[kind].map((part) => (
          <Part key={part} name={name} part={part} />
        ))}
      </div>
      {kind === 'web' ? <Steps name={[name, 'act', 'steps']} /> : null}
    </div>
  )
}

function Part({ name, part }: { name: number; part: keyof ActDraft }) {
  const texts = useTexts(robotsTexts)
  const path = [name, 'act', part]
  const optional = part === 'description' || part === 'address' || (part === 'note' ? 'skip' : '') !== ''
  const rules = optional || part === 'lon' || part === 'lat' ? [] : [{ required: true, message: '' }]
  if (part === 'eventType') return <EventTypeField path={path} />
  if (part === 'caseType' || part === 'task') return <CaseField name={name} part={part} />
  if (part === 'formLines')
    return (
      <Form.Item name={path} label={texts.form} style={tight}>
        <Input.TextArea rows={2} maxLength={2000} />
      </Form.Item>
    )
  return (
    <Form.Item name={path} label={texts[part as 'title']} rules={rules} style={tight}>
      <Input maxLength={part === 'description' ? 2000 : 200} />
    </Form.Item>
  )
}

function EventTypeField({ path }: { path: Array<string | number> }) {
  const texts = useTexts(robotsTexts)
  const pick = usePick()
  const read = useRead(listEventTypes, {}, { staleMs: 600_000 })
  const options = (read.data ?? []).map((one) => ({ value: one.id, label: pick(one.title) }))
  return (
    <Form.Item name={path} label={texts.eventType} rules={[{ required: true, message: '' }]} style={tight}>
      <Select showSearch={{ optionFilterProp: 'label' }} options={options} />
    </Form.Item>
  )
}

function CaseField({ name, part }: { name: number; part: 'caseType' | 'task' }) {
  const texts = useTexts(robotsTexts)
  const pick = usePick()
  const read = useRead(listCaseTypes, {}, { staleMs: 600_000 })
  const type: string | undefined = Form.useWatch(['rules', name, 'act', 'caseType'])
  const types = (read.data ?? []).map((one) => ({ value: one.id, label: pick(one.title) }))
  const tasks = (read.data?.find((one) => one.id === type)?.stages ?? []).flatMap((stage) =>
    stage.tasks.map((one) => ({ value: one.id, label: `${pick(stage.title)} · ${pick(one.title)}` })),
  )
  return (
    <Form.Item
      name={[name, 'act', part]}
      label={texts[part]}
      rules={[{ required: true, message: '' }]}
      style={tight}
    >
      <Select showSearch={{ optionFilterProp: 'label' }} options={part === 'caseType' ? types : tasks} />
    </Form.Item>
  )
}
