import { useTexts } from '@civitas/ui'
import { Button, Form, Select, Space } from 'antd'
import { ChoicePart, NumberPart, TextPart } from '../items/fields.tsx'
import { ListPart } from '../items/list-part.tsx'
import styles from './case-types.module.css'
import { designTexts } from './case-types.texts.ts'
import type { WrittenStage } from './design.ts'
import { AnswerPart, WordsPart } from './parts.tsx'
import { TaskFields } from './task-fields.tsx'

interface StagePartProps {
  selected: number
  onSelect: (stage: number) => void
}

const freshTask = (n: number) => ({
  ...{ id: `task-${n}`, title: { zh: '' }, role: 'unit-worker', photosRequired: 0, fields: [] },
  ...{ limit: { days: 1, clock: 'working-day' }, instructions: { zh: '' } },
})

/** The stage chosen in the drawing, with its tasks and exits. */
export function StagePart({ selected, onSelect }: StagePartProps) {
  const texts = useTexts(designTexts)
  return (
    <Form.List name="stages">
      {(entries, { add, remove, move }) => {
        const at = Math.min(selected, entries.length - 1)
        const addStage = () => {
          const done = { id: 'done', title: { zh: texts.firstExit }, to: 'closed' }
          add({ id: `stage-${entries.length + 1}`, title: { zh: texts.stage }, tasks: [], exits: [done] })
          onSelect(entries.length)
        }
        return (
          <>
            <Space wrap style={{ marginBlockEnd: 16 }}>
              <Button onClick={addStage}>{texts.addStage}</Button>
              <Button
                disabled={at <= 0}
                onClick={() => {
                  move(at, at - 1)
                  onSelect(at - 1)
                }}
              >
                {texts.earlier}
              </Button>
              <Button
                disabled={at < 0 || at >= entries.length - 1}
                onClick={() => {
                  move(at, at + 1)
                  onSelect(at + 1)
                }}
              >
                {texts.later}
              </Button>
              <Button
                danger
                disabled={at < 0}
                onClick={() => {
                  remove(at)
                  onSelect(Math.max(0, at - 1))
                }}
              >
                {texts.removeStage}
              </Button>
            </Space>
            {at >= 0 ? <Stage key={entries[at]?.key} at={at} /> : null}
          </>
        )
      }}
    </Form.List>
  )
}

function Stage({ at }: { at: number }) {
  const texts = useTexts(designTexts)
  const form = Form.useFormInstance()
  const stages = (Form.useWatch('stages', { form, preserve: true }) ?? []) as (WrittenStage | undefined)[]
  const tasks = stages[at]?.tasks ?? []
  return (
    <>
      <div className={styles.grid}>
        <WordsPart name={[at, 'title']} label={texts.title} />
        <TextPart name={[at, 'id']} label={texts.id} />
      </div>
      <ListPart name={[at, 'tasks']} title={texts.task} fresh={() => freshTask(tasks.length + 1)}>
        {(n) => <TaskFields at={n} root={['stages', at, 'tasks']} />}
      </ListPart>
      <ListPart
        name={[at, 'exits']}
        title={texts.exit}
        why={texts.exitWhy}
        fresh={() => ({ id: 'exit', title: { zh: '' }, to: 'closed' })}
      >
        {(n) => <ExitFields at={n} stage={at} stages={stages} />}
      </ListPart>
    </>
  )
}

function ExitFields({
  at,
  stage,
  stages,
}: {
  at: number
  stage: number
  stages: (WrittenStage | undefined)[]
}) {
  const texts = useTexts(designTexts)
  const form = Form.useFormInstance()
  const task = Form.useWatch(['stages', stage, 'exits', at, 'when', 'task'], { form, preserve: true }) as
    | string
    | undefined
  const field = Form.useWatch(['stages', stage, 'exits', at, 'when', 'field'], { form, preserve: true }) as
    | string
    | undefined
  const tasks = stages[stage]?.tasks ?? []
  const fields = tasks.find((one) => one?.id === task)?.fields ?? []
  const kind = fields.find((one) => one?.name === field)
  const ways = [
    ...stages.flatMap((one) => (one ? [{ value: one.id, label: one.title?.zh || one.id }] : [])),
    { value: 'check', label: texts.toCheck },
    { value: 'closed', label: texts.toClosed },
  ]
  return (
    <>
      <TextPart name={[at, 'title', 'zh']} label={texts.title} />
      <TextPart name={[at, 'id']} label={texts.id} />
      <Form.Item name={[at, 'to']} label={texts.to}>
        <Select options={ways} />
      </Form.Item>
      <Form.Item name={[at, 'when', 'task']} label={texts.whenTask}>
        <Select
          allowClear
          options={tasks.flatMap((one) => (one ? [{ value: one.id, label: one.title?.zh || one.id }] : []))}
        />
      </Form.Item>
      {task ? (
        <>
          <Form.Item name={[at, 'when', 'field']} label={texts.whenField}>
            <Select
              options={fields.flatMap((one) => (one ? [{ value: one.name, label: one.zh || one.name }] : []))}
            />
          </Form.Item>
          <ChoicePart name={[at, 'when', 'op']} label={texts.whenOp} words={texts.ops} />
          <AnswerPart name={[at, 'when', 'value']} label={texts.whenValue} field={kind} />
        </>
      ) : null}
      <NumberPart name={[at, 'after', 'days']} label={texts.after} min={1} max={3650} />
    </>
  )
}
