import {
  type FleetThing,
  getModel,
  getShadow,
  listCommandBatches,
  listThingCommands,
  type ModelCommand,
  type OperationOutput,
  previewCommands,
  sendCommands,
} from '@civitas/sdk'
import { formatNumber, useLocale, usePick, useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { App, Form, Input, Modal, Select } from 'antd'
import { type ReactNode, useEffect, useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { type FormValues, toFormBody, toFormFields } from '../../../capabilities/forms/form-fields.ts'
import { AntdJsonForm } from '../parts/antd-json-form.tsx'
import { Quiet, Raw } from '../parts/page.tsx'
import { parseObject } from '../parts/parse-object.ts'
import { ProblemNote } from '../parts/problem-note.tsx'
import { consoleTexts } from '../shell/console.texts.ts'
import styles from './commands.module.css'
import { commandsTexts } from './commands.texts.ts'

type Preview = OperationOutput<typeof previewCommands>

const SET_PROPERTIES = 'set-properties'
const validities = [600, 3_600, 86_400, 604_800] as const

/** Chooses a command with its input, shows what it would do, and sends it once one agrees. */
export function SendCommandDialog({ thing, onClose }: { thing: FleetThing; onClose: () => void }) {
  const { send } = useTexts(commandsTexts)
  return (
    <OrderDialog
      title={`${send} · ${thing.name}`}
      model={thing.thingType}
      thingIds={[thing.id]}
      onClose={onClose}
    />
  )
}

interface OrderDialogProps {
  title: string
  model: string | undefined
  thingIds: string[]
  onClose: () => void
  /** Chooses the devices, above the order. */
  children?: ReactNode
}

/** An order for devices of one model, previewed before it is sent. */
export function OrderDialog({ title, model: modelId, thingIds, onClose, children }: OrderDialogProps) {
  const texts = useTexts(commandsTexts)
  const shell = useTexts(consoleTexts)
  const { message } = App.useApp()
  const model = useRead(
    getModel,
    { params: { id: modelId ?? '' } },
    { staleMs: 60_000, enabled: modelId !== undefined },
  )
  const commands = model.data?.model.definition.commands ?? []
  const [order, setOrder] = useState<OrderDraft>(firstOrder)
  const body = useOrderBody(thingIds, order, commands)
  const preview = useMutation({
    mutationFn: (asked: NonNullable<typeof body>) => client.call(previewCommands, { body: asked }),
  })
  const send = useMutation({
    mutationFn: (asked: NonNullable<typeof body>) => client.call(sendCommands, { body: asked }),
    onSuccess: (batch) => {
      refresh(listThingCommands, listCommandBatches, getShadow)
      void message.success(texts.batchStates[batch.state])
      onClose()
    },
  })
  const change = (next: Partial<OrderDraft>) => {
    setOrder((former) => ({ ...former, ...next }))
    preview.reset()
    send.reset()
  }
  const key = thingIds.join()
  const { reset } = preview
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was previewed is not what would be sent to others
  useEffect(() => reset(), [key])
  const answer = preview.data
  return (
    <Modal
      open
      width={620}
      title={title}
      cancelText={shell.cancel}
      okText={
        answer?.allowed ? (answer.needsApproval ? texts.confirmApproval : texts.confirm) : texts.preview
      }
      okButtonProps={{
        danger: answer?.dangerous,
        disabled: body === null || answer?.allowed === false,
        loading: preview.isPending || send.isPending,
      }}
      onOk={() => body && (answer?.allowed ? send.mutate(body) : preview.mutate(body))}
      onCancel={onClose}
    >
      <ProblemNote error={send.error ?? preview.error} />
      {children}
      <OrderForm order={order} commands={commands} onChange={change} />
      {answer ? <PreviewView answer={answer} /> : null}
    </Modal>
  )
}

interface OrderDraft {
  command: string
  values: FormValues
  json: string
  validitySeconds: number
  reason: string
}

const firstOrder: OrderDraft = { command: '', values: {}, json: '', validitySeconds: 600, reason: '' }

/** The order as the platform takes it; null while something is missing. */
function useOrderBody(thingIds: string[], order: OrderDraft, commands: ModelCommand[]) {
  const locale = useLocale()
  if (thingIds.length === 0) return null
  const common = {
    thingIds,
    validitySeconds: order.validitySeconds,
    ...(order.reason.trim() ? { reason: order.reason.trim() } : {}),
  }
  if (order.command === SET_PROPERTIES) {
    const properties = parseObject(order.json)
    return properties ? { ...common, command: SET_PROPERTIES, input: { properties } } : null
  }
  const command = commands.find((each) => each.id === order.command)
  if (!command) return null
  return {
    ...common,
    command: command.id,
    input: toFormBody(toFormFields(command.input, locale), order.values),
  }
}

interface OrderFormProps {
  order: OrderDraft
  commands: ModelCommand[]
  onChange: (change: Partial<OrderDraft>) => void
}

function OrderForm({ order, commands, onChange }: OrderFormProps) {
  const texts = useTexts(commandsTexts)
  const locale = useLocale()
  const pick = usePick()
  const chosen = commands.find((each) => each.id === order.command)
  const name = (each: ModelCommand) => pick(each.title) + (each.dangerous ? ` · ${texts.danger}` : '')
  const isWrong = order.json !== '' && parseObject(order.json) === null
  return (
    <Form layout="vertical">
      <Form.Item
        label={texts.which}
        htmlFor="command"
        required
        extra={commands.length === 0 ? texts.noCommands : undefined}
      >
        <Select
          id="command"
          value={order.command || undefined}
          options={[
            ...commands.map((each) => ({ value: each.id, label: name(each) })),
            { value: SET_PROPERTIES, label: texts.setProperties },
          ]}
          onChange={(command) => onChange({ command, values: {} })}
        />
      </Form.Item>
      {order.command === SET_PROPERTIES ? (
        <Form.Item
          label={texts.properties}
          htmlFor="properties"
          required
          extra={texts.propertiesHint}
          validateStatus={isWrong ? 'error' : undefined}
          help={isWrong ? texts.wrongJson : undefined}
        >
          <Input.TextArea
            id="properties"
            className="code"
            rows={3}
            value={order.json}
            onChange={(event) => onChange({ json: event.target.value })}
          />
        </Form.Item>
      ) : null}
      {chosen ? (
        <AntdJsonForm
          fields={toFormFields(chosen.input, locale)}
          values={order.values}
          errors={{}}
          onChange={(values) => onChange({ values })}
        />
      ) : null}
      <Form.Item label={texts.validity} htmlFor="validity">
        <Select
          id="validity"
          value={order.validitySeconds}
          options={validities.map((value) => ({
            value,
            label: texts.validityChoices[`${value}` as keyof typeof texts.validityChoices],
          }))}
          onChange={(validitySeconds) => onChange({ validitySeconds })}
        />
      </Form.Item>
      <Form.Item label={texts.reason} htmlFor="reason" extra={texts.reasonHint}>
        <Input
          id="reason"
          maxLength={500}
          value={order.reason}
          onChange={(event) => onChange({ reason: event.target.value })}
        />
      </Form.Item>
    </Form>
  )
}

/** What the platform says the order would do, and what forbids it. */
function PreviewView({ answer }: { answer: Preview }) {
  const texts = useTexts(commandsTexts)
  const [first] = answer.things
  return (
    <section className={styles.preview} aria-live="polite" aria-label={texts.previewTitle}>
      <b className={answer.allowed ? undefined : styles.bad}>
        {answer.allowed ? texts.allowed : texts.forbidden}
      </b>
      {answer.problems.length > 0 ? (
        <ul className={styles.bad}>
          {answer.problems.map((problem) => (
            <li key={`${problem.thingId} ${problem.code}`}>{problem.message}</li>
          ))}
        </ul>
      ) : null}
      {answer.needsApproval ? <div className={styles.warn}>{texts.needsApproval}</div> : null}
      <Reach things={answer.things} />
      {first && Object.keys(first.changes).length > 0 ? (
        <>
          <span>{answer.things.length > 1 ? texts.changesOf(first.name) : texts.changes}</span>
          <Raw>{JSON.stringify(first.changes, null, 2)}</Raw>
        </>
      ) : (
        <Quiet>{texts.noChanges}</Quiet>
      )}
    </section>
  )
}

/** Which devices the order reaches at once, and which later. */
function Reach({ things }: { things: Preview['things'] }) {
  const texts = useTexts(commandsTexts)
  const [first] = things
  if (!first) return null
  if (things.length === 1)
    return (
      <Quiet>
        {first.sleeping ? texts.sleeping : first.connected ? texts.reachable : texts.notConnected}
      </Quiet>
    )
  const asleep = things.filter((each) => each.sleeping).length
  const connected = things.filter((each) => each.connected && !each.sleeping).length
  return (
    <Quiet>
      {texts.reach(
        formatNumber(things.length),
        formatNumber(connected),
        formatNumber(asleep),
        formatNumber(things.length - connected - asleep),
      )}
    </Quiet>
  )
}
