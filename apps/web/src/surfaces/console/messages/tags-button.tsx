import { listRecipientTags, saveRecipientTag } from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { AutoComplete, Button, Form } from 'antd'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { ActDialog } from '../parts/act-dialog.tsx'
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

function TagDialog({ onClose }: { onClose: () => void }) {
  const texts = useTexts(messagesTexts)
  const [tag, setTag] = useState('')
  const [userIds, setUserIds] = useState<string[]>([])
  const query = { limit: 20, ...(tag ? { search: tag } : {}) }
  const known = useRead(listRecipientTags, { query }, { keepPrevious: true })
  return (
    <ActDialog
      title={texts.tags}
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
        <Form.Item label={texts.tagName} required>
          <AutoComplete
            aria-label={texts.tagName}
            style={{ width: '100%' }}
            value={tag}
            options={(known.data?.items ?? []).map((one) => ({ value: one.tag }))}
            onChange={(next: string) => setTag(next.slice(0, 40))}
          />
        </Form.Item>
        <Form.Item label={texts.toPeople}>
          <FoundSelect label={texts.toPeople} operation="people" onChange={setUserIds} />
        </Form.Item>
      </Form>
    </ActDialog>
  )
}
