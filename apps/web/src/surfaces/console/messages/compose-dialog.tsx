import {
  type MessageChannel,
  type MessageTemplate,
  type Recipient,
  sendFromTemplate,
  sendMessage,
  type Urgency,
} from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { Form, Input, InputNumber, Select } from 'antd'
import { useRef, useState } from 'react'
import { client } from '../../../app/client.ts'
import { ActDialog } from '../parts/act-dialog.tsx'
import { useMay } from '../parts/permissions.tsx'
import { messagesTexts } from './messages.texts.ts'
import { RecipientFields } from './recipient-fields.tsx'

interface ComposeDialogProps {
  /** Makes the message from this approved template; a free text without one. */
  template?: MessageTemplate
  onClose: () => void
}

/** 发通知: whom, by which ways, what follows when it is not delivered, and why quiet hours are passed over. */
export function ComposeDialog({ template, onClose }: ComposeDialogProps) {
  const texts = useTexts(messagesTexts)
  const may = useMay()
  // The same dialog sends once, however often its button is pressed.
  const key = useRef(crypto.randomUUID()).current
  const [to, setTo] = useState<Recipient[]>([])
  const [title, setTitle] = useState('')
  const [text, setText] = useState('')
  const [values, setValues] = useState<Record<string, string>>({})
  const [urgency, setUrgency] = useState<Urgency>('normal')
  const [reason, setReason] = useState('')
  const [channels, setChannels] = useState<MessageChannel[]>(['app'])
  const [next, setNext] = useState<MessageChannel | undefined>()
  const [minutes, setMinutes] = useState(5)
  const said = template
    ? template.variables.every((one) => values[one.name]?.trim())
    : title.trim() !== '' && text.trim() !== ''
  const common = {
    ...{ key, urgency, to, channels },
    ...(next ? { fallback: [{ channel: next, afterSeconds: minutes * 60 }] } : {}),
    ...(urgency === 'emergency' ? { overrideReason: reason.trim() } : {}),
  }
  const send = () =>
    template
      ? client.call(sendFromTemplate, { params: { id: template.id }, body: { ...common, values } })
      : client.call(sendMessage, { body: { ...common, title: title.trim(), text: text.trim() } })
  const urgencies = (['normal', 'urgent', 'emergency'] as const).filter(
    (one) => one !== 'emergency' || may('messaging.override'),
  )
  const ways = (Object.keys(texts.channels) as MessageChannel[]).map((value) => ({
    value,
    label: texts.channels[value],
  }))
  return (
    <ActDialog
      title={template ? texts.sendBy(template.name) : texts.compose}
      comment="none"
      width={800}
      isReady={to.length > 0 && said && (urgency !== 'emergency' || reason.trim().length > 1)}
      act={send}
      onClose={onClose}
    >
      <Form layout="vertical">
        <RecipientFields value={to} onChange={setTo} />
        {template ? (
          template.variables.map((one) => (
            <Form.Item key={one.name} label={one.title} required>
              <Input
                maxLength={500}
                aria-label={one.title}
                placeholder={one.example}
                value={values[one.name] ?? ''}
                onChange={(event) => setValues({ ...values, [one.name]: event.target.value })}
              />
            </Form.Item>
          ))
        ) : (
          <>
            <Form.Item label={texts.titleField} required>
              <Input
                maxLength={200}
                aria-label={texts.titleField}
                value={title}
                onChange={(event) => setTitle(event.target.value)}
              />
            </Form.Item>
            <Form.Item label={texts.text} required>
              <Input.TextArea
                rows={3}
                maxLength={4000}
                aria-label={texts.text}
                value={text}
                onChange={(event) => setText(event.target.value)}
              />
            </Form.Item>
          </>
        )}
        <Form.Item label={texts.urgencyField}>
          <Select
            aria-label={texts.urgencyField}
            value={urgency}
            options={urgencies.map((value) => ({ value, label: texts.urgency[value] }))}
            onChange={setUrgency}
          />
        </Form.Item>
        {urgency === 'emergency' ? (
          <Form.Item label={texts.overrideReason} required>
            <Input
              maxLength={500}
              aria-label={texts.overrideReason}
              value={reason}
              onChange={(event) => setReason(event.target.value)}
            />
          </Form.Item>
        ) : null}
        <Form.Item label={texts.firstChannels}>
          <Select
            mode="multiple"
            aria-label={texts.firstChannels}
            value={channels}
            options={ways}
            onChange={(value) => setChannels(value.length > 0 ? value : ['app'])}
          />
        </Form.Item>
        <Form.Item label={texts.fallback}>
          <Select
            allowClear
            aria-label={texts.fallback}
            style={{ width: '10rem' }}
            value={next}
            options={ways.filter((one) => !channels.includes(one.value))}
            onChange={setNext}
          />{' '}
          <InputNumber
            min={1}
            max={1440}
            aria-label={texts.afterMinutes}
            value={minutes}
            onChange={(value) => setMinutes(value ?? 5)}
          />{' '}
          {texts.afterMinutes}
        </Form.Item>
      </Form>
    </ActDialog>
  )
}
