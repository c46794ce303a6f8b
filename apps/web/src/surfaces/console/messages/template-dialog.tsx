import {
  createTemplate,
  type MessageTemplate,
  previewTemplate,
  reviseTemplate,
  type TemplateContent,
  type TemplatePreview,
} from '@civitas/sdk'
import { formatNumber, useTexts } from '@civitas/ui'
import { Button, Form, Input, Select } from 'antd'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { ActDialog } from '../parts/act-dialog.tsx'
import { Line, Lines } from '../parts/page.tsx'
import { messagesTexts } from './messages.texts.ts'

const empty: TemplateContent = {
  ...{ name: '', category: 'notice', signature: '', title: '', text: '', variables: [] },
}

/** Writes a template or its next version; variables are the `{{places}}` found in it. */
export function TemplateDialog({
  template,
  onClose,
}: {
  template?: MessageTemplate | undefined
  onClose: () => void
}) {
  const texts = useTexts(messagesTexts)
  const [draft, setDraft] = useState<TemplateContent>(template ? contentOf(template) : empty)
  const set = (change: Partial<TemplateContent>) => {
    const next = { ...draft, ...change }
    setDraft({ ...next, variables: variablesIn(next) })
  }
  const setVariable = (name: string, change: { title?: string; example?: string }) =>
    setDraft({
      ...draft,
      variables: draft.variables.map((one) => (one.name === name ? { ...one, ...change } : one)),
    })
  return (
    <ActDialog
      title={template ? texts.revise : texts.newTemplate}
      comment="none"
      width={640}
      isReady={[draft.name, draft.title, draft.text].every((one) => one.trim() !== '')}
      act={() =>
        template
          ? client.call(reviseTemplate, { params: { id: template.id }, body: draft })
          : client.call(createTemplate, { body: draft })
      }
      onClose={onClose}
    >
      <Form layout="vertical">
        <Written label={texts.templateName} max={80} value={draft.name} onChange={(name) => set({ name })} />
        <Form.Item label={texts.category}>
          <Select
            aria-label={texts.category}
            value={draft.category}
            options={(Object.keys(texts.categories) as TemplateContent['category'][]).map((value) => ({
              value,
              label: texts.categories[value],
            }))}
            onChange={(category) => set({ category })}
          />
        </Form.Item>
        <Written
          label={texts.signature}
          max={20}
          value={draft.signature}
          onChange={(signature) => set({ signature })}
        />
        <Written
          label={texts.titleField}
          max={200}
          value={draft.title}
          onChange={(title) => set({ title })}
        />
        <Form.Item label={texts.text} extra={texts.placesHint} required>
          <Input.TextArea
            rows={4}
            maxLength={4000}
            aria-label={texts.text}
            value={draft.text}
            onChange={(event) => set({ text: event.target.value })}
          />
        </Form.Item>
        {draft.variables.map((one) => (
          <div key={one.name} style={{ display: 'flex', gap: 8 }}>
            <Written
              label={`{{${one.name}}} ${texts.variableTitle}`}
              max={40}
              value={one.title}
              onChange={(title) => setVariable(one.name, { title })}
            />
            <Written
              label={`{{${one.name}}} ${texts.example}`}
              max={200}
              value={one.example}
              onChange={(example) => setVariable(one.name, { example })}
            />
          </div>
        ))}
      </Form>
      {template ? <Preview template={template} /> : null}
    </ActDialog>
  )
}

function Written(props: { label: string; max: number; value: string; onChange: (value: string) => void }) {
  return (
    <Form.Item label={props.label} style={{ flex: 1 }}>
      <Input
        maxLength={props.max}
        aria-label={props.label}
        value={props.value}
        onChange={(event) => props.onChange(event.target.value)}
      />
    </Form.Item>
  )
}

function contentOf({ name, category, signature, title, text, variables }: MessageTemplate): TemplateContent {
  return { name, category, signature, title, text, variables }
}

function variablesIn({ title, text, variables }: TemplateContent): TemplateContent['variables'] {
  const names = [...`${title}\n${text}`.matchAll(/\{\{\s*([a-zA-Z][a-zA-Z0-9_]{0,39})\s*\}\}/g)]
  return [...new Set(names.map((match) => match[1] as string))].map(
    (name) => variables.find((one) => one.name === name) ?? { name, title: name, example: '' },
  )
}

/** The version that is kept, with its examples, by every channel. */
function Preview({ template }: { template: MessageTemplate }) {
  const texts = useTexts(messagesTexts)
  const [preview, setPreview] = useState<TemplatePreview | null>(null)
  const show = () =>
    void client
      .call(previewTemplate, { params: { id: template.id }, body: { values: {} } })
      .then(setPreview, () => setPreview(null))
  return (
    <>
      <Button onClick={show}>{texts.preview}</Button>
      <Lines>
        {(preview?.channels ?? []).map((one) => (
          <Line
            key={one.channel}
            before={texts.channels[one.channel]}
            title={one.text}
            note={one.channel === 'sms' ? texts.segments(formatNumber(one.segments)) : null}
          />
        ))}
      </Lines>
    </>
  )
}
