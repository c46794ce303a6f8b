import { listRecipientTags, listTagPeople, saveRecipientTag } from '@civitas/sdk'
import { formatNumber, useTexts } from '@civitas/ui'
import { Button, Form, Input, Space } from 'antd'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { ActDialog } from '../parts/act-dialog.tsx'
import { Quiet } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { messagesTexts } from './messages.texts.ts'
import { FoundSelect } from './recipient-fields.tsx'

/** 收件人标签: gathers people under a word, for those who manage messages. */
export function TagsButton() {
  const texts = useTexts(messagesTexts)
  const may = useMay()
  const [open, setOpen] = useState(false)
  if (!may('messaging.manage')) return null
  return (
    <>
      <Button onClick={() => setOpen(true)}>{texts.tags}</Button>
      {open ? <TagDialog onClose={() => setOpen(false)} /> : null}
    </>
  )
}

interface Chosen {
  tag: string
  people: ReadonlyArray<{ value: string; label: string }>
}

/** A new tag, or one there is with the people it has, so that saving loses nobody unseen. */
function TagDialog({ onClose }: { onClose: () => void }) {
  const texts = useTexts(messagesTexts)
  const [chosen, setChosen] = useState<Chosen>({ tag: '', people: [] })
  const [tag, setTag] = useState('')
  const [userIds, setUserIds] = useState<string[]>([])
  const known = useRead(listRecipientTags, { query: { limit: 100 } })
  const open = async (name: string) => {
    const { items } = await client.call(listTagPeople, { query: { tag: name } })
    setChosen({ tag: name, people: items.map((one) => ({ value: one.id, label: one.name })) })
    setTag(name)
    setUserIds(items.map((one) => one.id))
  }
  const items = known.data?.items ?? []
  return (
    <ActDialog
      title={texts.saveTag}
      why={texts.tagsWhy}
      comment="none"
      isReady={tag.trim() !== ''}
      act={async () => {
        await client.call(saveRecipientTag, { body: { tag: tag.trim(), userIds } })
        refresh(listRecipientTags)
      }}
      onClose={onClose}
    >
      <Form layout="vertical">
        <Form.Item label={texts.knownTags}>
          {known.data && items.length === 0 ? <Quiet>{texts.noTags}</Quiet> : null}
          <Space wrap>
            {items.map((one) => (
              <Button
                key={one.tag}
                size="small"
                type={one.tag === chosen.tag ? 'primary' : 'default'}
                onClick={() => void open(one.tag)}
              >
                {texts.tagOf(one.tag, formatNumber(one.people))}
              </Button>
            ))}
          </Space>
        </Form.Item>
        <Form.Item label={texts.tagName} required>
          <Input
            aria-label={texts.tagName}
            value={tag}
            maxLength={40}
            onChange={(event) => setTag(event.target.value)}
          />
        </Form.Item>
        <Form.Item label={texts.toPeople}>
          <FoundSelect
            key={chosen.tag}
            label={texts.toPeople}
            operation="people"
            first={chosen.people}
            onChange={setUserIds}
          />
        </Form.Item>
      </Form>
    </ActDialog>
  )
}
