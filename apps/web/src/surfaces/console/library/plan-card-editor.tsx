import { getPlanCard, listPlanCards, type PlanCard, savePlanCard } from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { Button, DatePicker, Form, Input, InputNumber, Select } from 'antd'
import dayjs from 'dayjs'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh } from '../../../app/query.ts'
import { ContactSelect } from '../command/contact-select.tsx'
import { toDay } from '../parts/form-dialog.tsx'
import { Section } from '../parts/page.tsx'
import { ProblemNote } from '../parts/problem-note.tsx'
import { RowEditor } from '../parts/row-editor.tsx'
import { libraryTexts } from './library.texts.ts'

type Document = PlanCard['document']

/** Changes the words of a card, who holds its posts, and what is done by whom. */
export function PlanCardEditor({ card, onClose }: { card: PlanCard; onClose: () => void }) {
  const texts = useTexts(libraryTexts)
  const [document, setDocument] = useState<Document>(card.document)
  const [reviewDate, setReviewDate] = useState(card.reviewDate)
  const change = (by: Partial<Document>) => setDocument((before) => ({ ...before, ...by }))
  const save = useMutation({
    mutationFn: () =>
      client.call(savePlanCard, {
        params: { id: card.id },
        body: { version: card.version, document, reviewDate },
      }),
    onSuccess: () => {
      refresh(getPlanCard, listPlanCards)
      onClose()
    },
  })
  return (
    <>
      <ProblemNote error={save.error} />
      <Section title={texts.place}>
        <Form layout="vertical" component={false}>
          {(['hazards', 'signal', 'shelter', 'route'] as const).map((name) => (
            <Form.Item key={name} label={texts[name]} htmlFor={`card-${name}`}>
              <Input.TextArea
                id={`card-${name}`}
                autoSize={{ minRows: 1, maxRows: 4 }}
                maxLength={500}
                value={document[name]}
                onChange={(event) => change({ [name]: event.target.value })}
              />
            </Form.Item>
          ))}
          <Form.Item label={texts.review} htmlFor="card-review">
            <DatePicker
              id="card-review"
              allowClear={false}
              value={dayjs(reviewDate)}
              onChange={(day) => day && setReviewDate(toDay(day))}
            />
          </Form.Item>
        </Form>
      </Section>
      <Posts document={document} onChange={change} />
      <Steps document={document} onChange={change} />
      <Button type="primary" loading={save.isPending} onClick={() => save.mutate()}>
        {texts.save}
      </Button>{' '}
      <Button onClick={onClose}>{texts.cancel}</Button>
    </>
  )
}

interface PartProps {
  document: Document
  onChange: (by: Partial<Document>) => void
}

function Posts({ document, onChange }: PartProps) {
  const texts = useTexts(libraryTexts)
  const free = Array.from({ length: 12 }, (_, at) => `post-${at + 1}`).find(
    (id) => !document.posts.some((one) => one.id === id),
  )
  return (
    <Section title={texts.posts}>
      <RowEditor
        value={document.posts}
        onChange={(posts) => onChange({ posts })}
        columns={[
          { title: texts.posts, text: 'title', width: 200 },
          {
            ...{ title: texts.holder, width: 360 },
            render: ({ row, change, labelOf }) => (
              <ContactSelect
                label={labelOf(texts.holder)}
                {...(row.contactId ? { value: row.contactId } : {})}
                onChange={(id) => change({ contactId: id ?? null })}
              />
            ),
          },
        ]}
        {...(free ? { add: { title: texts.addPost, row: { id: free, title: '', contactId: null } } } : {})}
      />
    </Section>
  )
}

function Steps({ document, onChange }: PartProps) {
  const texts = useTexts(libraryTexts)
  const posts = document.posts.map((one) => ({ value: one.id, label: one.title }))
  return (
    <Section title={texts.steps}>
      <RowEditor
        value={document.steps}
        onChange={(steps) => onChange({ steps })}
        columns={[
          { title: texts.steps, text: 'text', width: 420 },
          {
            title: texts.who,
            render: ({ row, change, labelOf }) => (
              <Select
                aria-label={labelOf(texts.who)}
                style={{ width: 160 }}
                value={row.post}
                options={posts}
                onChange={(post) => change({ post })}
              />
            ),
          },
          {
            title: texts.within,
            render: ({ row, change, labelOf }) => (
              <InputNumber
                aria-label={labelOf(texts.within)}
                min={1}
                suffix={texts.minute}
                value={row.withinMinutes}
                onChange={(value) => change({ withinMinutes: value ?? 1 })}
              />
            ),
          },
        ]}
        add={{
          title: texts.addStep,
          row: { text: '', post: document.posts[0]?.id ?? '', withinMinutes: 30 },
        }}
      />
    </Section>
  )
}
