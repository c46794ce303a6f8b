import {
  addRobotSite,
  getRobotPicture,
  getRobotRowPicture,
  getRobotRun,
  listRobotSites,
  type Robot,
  type RobotRunStep,
  type RobotStep,
  removeRobotSite,
} from '@civitas/sdk'
import { formatTime, Loading, useTexts } from '@civitas/ui'
import { useQuery } from '@tanstack/react-query'
import { Button, Drawer, Form, Input, InputNumber, Select, Space } from 'antd'
import { useEffect, useState } from 'react'
import { client } from '../../../app/client.ts'
import { ProblemView } from '../../../app/problem-view.tsx'
import { refresh, useRead } from '../../../app/query.ts'
import { ActDialog } from '../parts/act-dialog.tsx'
import { FormDialog } from '../parts/form-dialog.tsx'
import { Line, Lines, Quiet, Section, StateTag } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { caseRulesTexts } from './case-rules.texts.ts'
import { isPlanReady, PlanFields, planOf, writePlan } from './robot-times.tsx'
import { writeRobot } from './write-robot.ts'

/** Addresses robots may open; whoever approves robots decides. */
export function RobotSites() {
  const texts = useTexts(caseRulesTexts)
  const may = useMay()
  const [isAdding, setAdding] = useState(false)
  const mayRead = may('cases.robots') || may('cases.supervise')
  const read = useRead(listRobotSites, {}, { enabled: mayRead })
  if (!mayRead) return null
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  const items = read.data?.items ?? []
  const remove = (id: string) =>
    void client.call(removeRobotSite, { params: { id } }).then(() => refresh(listRobotSites))
  return (
    <Section
      title={texts.sites}
      extra={
        may('cases.supervise') ? (
          <Button size="small" onClick={() => setAdding(true)}>
            {texts.addSite}
          </Button>
        ) : null
      }
    >
      {read.data && items.length === 0 ? <Quiet>{texts.noSites}</Quiet> : null}
      <Lines>
        {items.map((one) => (
          <Line
            key={one.id}
            title={`${one.title} ${one.origin}`}
            note={
              <Space>
                {`${one.addedName} ${formatTime(one.addedTime)}`}
                {may('cases.supervise') ? (
                  <Button size="small" onClick={() => remove(one.id)}>
                    {texts.removeSite}
                  </Button>
                ) : null}
              </Space>
            }
          />
        ))}
      </Lines>
      {isAdding ? (
        <FormDialog<{ title: string; origin: string }>
          title={texts.addSite}
          fields={[
            { name: 'title', label: texts.name, kind: 'text', required: true, maxLength: 60 },
            { name: 'origin', label: texts.origin, kind: 'text', required: true, maxLength: 200 },
          ]}
          act={async (body) => {
            await client.call(addRobotSite, { body })
            refresh(listRobotSites)
          }}
          onClose={() => setAdding(false)}
        />
      ) : null}
    </Section>
  )
}

const fresh = { caseType: 'urban-management.urban-case', task: 'file-case', form: { accepted: true } }
const freshSteps: RobotStep[] = [{ act: 'open' }, { act: 'fill' }, { act: 'submit' }]

/** Writes a robot that copies a case into a form of another system, or a new version of one. */
export function PageRobotDialog({ robot, onClose }: { robot?: Robot; onClose: () => void }) {
  const texts = useTexts(caseRulesTexts)
  const [form] = Form.useForm<{ steps: RobotStep[] }>()
  const last = robot?.versions[0]?.definition
  const [name, setName] = useState(robot?.name ?? '')
  const [word, setWord] = useState(last?.signals?.[0]?.value ?? '')
  const [threshold, setThreshold] = useState(last?.threshold ?? 1)
  const [plan, setPlan] = useState(planOf(last))
  const act = async () => {
    const { steps } = form.getFieldsValue()
    const given = steps.map(({ act: kind, target, value, as }) => ({
      act: kind,
      ...(target ? { target } : {}),
      ...(value ? { value } : {}),
      ...(as ? { as } : {}),
    }))
    const [first, ...others] = last?.signals ?? []
    const { field = 'title', op = 'contains', weight = 1 } = first ?? {}
    const { caseType, task, form: filled } = last ?? fresh
    await writeRobot(robot, name, {
      ...{ kind: 'web', caseType, task, threshold, ...(filled ? { form: filled } : {}), ...writePlan(plan) },
      signals: [{ field, op, value: word, weight }, ...others],
      steps: given,
    })
  }
  return (
    <ActDialog
      width={820}
      title={robot ? texts.revise : texts.createPages}
      why={texts.pagesWhy}
      comment="none"
      isReady={name.trim().length > 1 && word.trim() !== '' && isPlanReady(plan)}
      act={act}
      onClose={onClose}
    >
      <Form form={form} layout="vertical" initialValues={{ steps: last?.steps ?? freshSteps }}>
        <Form.Item label={texts.name} required>
          <Input
            value={name}
            maxLength={60}
            aria-label={texts.name}
            onChange={(e) => setName(e.target.value)}
          />
        </Form.Item>
        <Form.Item label={texts.word} required>
          <Input
            value={word}
            maxLength={100}
            aria-label={texts.word}
            onChange={(e) => setWord(e.target.value)}
          />
        </Form.Item>
        <Form.Item label={texts.threshold}>
          <InputNumber
            min={0}
            max={1}
            step={0.05}
            value={threshold}
            aria-label={texts.threshold}
            onChange={(value) => setThreshold(value ?? 1)}
          />
        </Form.Item>
        <PlanFields value={plan} onChange={setPlan} />
        <Steps name="steps" />
      </Form>
    </ActDialog>
  )
}

/** Steps on pages, written one under the other in the form they belong to. */
export function Steps({ name }: { name: string | Array<string | number> }) {
  const texts = useTexts(caseRulesTexts)
  const acts = Object.entries(texts.stepActs).map(([value, label]) => ({ value, label }))
  return (
    <Form.List name={name}>
      {(fields, { add, remove }) => (
        <>
          {fields.map((field, i) => (
            <Space key={field.key} wrap align="baseline">
              <span>{i + 1}</span>
              <Form.Item name={[field.name, 'act']}>
                <Select options={acts} style={{ width: 110 }} aria-label={texts.stepAct} />
              </Form.Item>
              <Form.Item name={[field.name, 'target']}>
                <Input placeholder={texts.stepTarget} aria-label={texts.stepTarget} maxLength={200} />
              </Form.Item>
              <Form.Item name={[field.name, 'value']}>
                <Input placeholder={texts.stepValue} aria-label={texts.stepValue} maxLength={2000} />
              </Form.Item>
              <Form.Item name={[field.name, 'as']}>
                <Input
                  placeholder={texts.stepAs}
                  aria-label={texts.stepAs}
                  maxLength={30}
                  style={{ width: 110 }}
                />
              </Form.Item>
              <Button size="small" onClick={() => remove(field.name)}>
                {texts.removeStep}
              </Button>
            </Space>
          ))}
          <div>
            <Button onClick={() => add({ act: 'fill' })}>{texts.addStep}</Button>
          </div>
        </>
      )}
    </Form.List>
  )
}

/** Each step of a run with the page before and after it. */
export function RunDrawer({ id, onClose }: { id: string; onClose: () => void }) {
  const texts = useTexts(caseRulesTexts)
  const read = useRead(getRobotRun, { params: { id } })
  return (
    <Drawer open size="large" title={texts.runSteps} onClose={onClose}>
      {read.isError ? <ProblemView error={read.error} onRetry={() => void read.refetch()} /> : null}
      {read.isPending ? <Loading /> : null}
      {read.data ? (
        <>
          <p style={{ marginBottom: 8 }}>{read.data.reason}</p>
          <p>
            {read.data.submitTime ? texts.submittedAt(formatTime(read.data.submitTime)) : texts.notSubmitted}
          </p>
          {read.data.steps.length === 0 ? <Quiet>{texts.noSteps}</Quiet> : null}
          {read.data.steps.map((one) => (
            <StepView key={one.number} of={{ run: id }} one={one} />
          ))}
        </>
      ) : null}
    </Drawer>
  )
}

/** Whose step it is: that of a run on a case, or that of a line of a file. */
export type StepOwner = { run: string } | { batch: string; row: number }

/** A step with the page before and after it. */
export function StepView({ of, one }: { of: StepOwner; one: RobotRunStep }) {
  const texts = useTexts(caseRulesTexts)
  const act = texts.stepActs[one.act as keyof typeof texts.stepActs] ?? one.act
  return (
    <Section
      title={`${one.number}. ${act} ${one.target}`}
      extra={
        <StateTag tone={one.state === 'failed' ? 'bad' : one.state === 'done' ? 'over' : undefined}>
          {texts.stepStates[one.state]}
        </StateTag>
      }
    >
      <Quiet>{[one.value, one.message, one.address].filter(Boolean).join(' · ')}</Quiet>
      <div style={{ display: 'grid', gridTemplateColumns: 'repeat(auto-fit, minmax(14rem, 1fr))', gap: 12 }}>
        {one.hasBefore ? <Picture of={of} number={one.number} when="before" /> : null}
        {one.hasAfter ? <Picture of={of} number={one.number} when="after" /> : null}
      </div>
    </Section>
  )
}

function Picture({ of, number, when }: { of: StepOwner; number: number; when: 'before' | 'after' }) {
  const texts = useTexts(caseRulesTexts)
  const read = useQuery({
    queryKey: [getRobotPicture.id, of, number, when],
    queryFn: ({ signal }) =>
      'run' in of
        ? client.call(getRobotPicture, { params: { id: of.run, number, when }, signal })
        : client.call(getRobotRowPicture, {
            params: { id: of.batch, number: of.row, step: number, when },
            signal,
          }),
    staleTime: Number.POSITIVE_INFINITY,
  })
  const [address, setAddress] = useState<string | null>(null)
  useEffect(() => {
    if (!read.data) return
    const made = URL.createObjectURL(new Blob([new Uint8Array(read.data)], { type: 'image/jpeg' }))
    setAddress(made)
    return () => URL.revokeObjectURL(made)
  }, [read.data])
  if (!address) return null
  return (
    <figure style={{ margin: 0 }}>
      <img
        src={address}
        alt={texts.pictures[when]}
        style={{ width: '100%', border: '1px solid var(--line)' }}
      />
      <figcaption>{texts.pictures[when]}</figcaption>
    </figure>
  )
}
