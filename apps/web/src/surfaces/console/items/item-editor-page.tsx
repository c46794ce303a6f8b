import { draftServiceItem, getItemDraft, listItemDrafts, type ServiceItem } from '@civitas/sdk'
import { EmptyState, Loading, useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { App, Button, Input } from 'antd'
import { useState } from 'react'
import { useNavigate, useParams } from 'react-router'
import { client } from '../../../app/client.ts'
import { ProblemView } from '../../../app/problem-view.tsx'
import { refresh, useRead } from '../../../app/query.ts'
import { Page } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { ProblemNote } from '../parts/problem-note.tsx'
import { blankContent, tidyContent } from './content.ts'
import { ItemForm, type Written } from './item-form.tsx'
import { itemTexts } from './items.texts.ts'

/** Writes a new item, or the next version of one; an item that is being written is taken up again. */
export function ItemEditorPage() {
  const { id } = useParams()
  const texts = useTexts(itemTexts)
  const may = useMay()
  const isNew = id === undefined || id === 'new'
  const read = useRead(getItemDraft, { params: { id: id ?? '' } }, { enabled: !isNew })
  if (!may('services.items')) return <EmptyState title={texts.mayNot} />
  if (isNew) return <Editor />
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  if (!read.data) return <Loading />
  return <Editor key={id} {...read.data} />
}

interface EditorProps {
  item?: ServiceItem
  writer?: string
  faults?: readonly { path: string; message: string }[]
}

function Editor({ item, writer, faults }: EditorProps) {
  const texts = useTexts(itemTexts)
  const navigate = useNavigate()
  const { message } = App.useApp()
  const [code, setCode] = useState(item?.code ?? '')
  const save = useMutation({
    mutationFn: (written: Written) =>
      client.call(draftServiceItem, { body: { code: code.trim(), content: tidyContent(written) } }),
    onSuccess: (saved) => {
      void message.success(texts.saved)
      refresh(listItemDrafts, getItemDraft)
      if (!item) navigate(`/console/service-items/${saved.id}`, { replace: true })
    },
  })
  return (
    <Page
      title={item ? texts.edit(item.content.title) : texts.newItem}
      backTo="/console/service-items"
      under={
        item
          ? `${item.code} · ${texts.version(item.version, texts.states[item.state])} · ${writer}`
          : undefined
      }
      acts={
        <Button type="primary" loading={save.isPending} htmlType="submit" form="item">
          {texts.save}
        </Button>
      }
    >
      <ProblemNote error={save.error} />
      {item ? null : (
        <div>
          <label htmlFor="item-code">{texts.code}</label>
          <Input
            id="item-code"
            className="code"
            maxLength={100}
            placeholder={texts.codeHint}
            value={code}
            onChange={(event) => setCode(event.target.value)}
            style={{ marginBlock: '4px 16px' }}
          />
        </div>
      )}
      <ItemForm
        first={item?.content ?? { ...blankContent, variant: texts.firstVariant }}
        materials={item?.materials ?? []}
        faults={item?.state === 'draft' ? faults : undefined}
        refused={save.error}
        onSave={(written) => save.mutate(written)}
      />
    </Page>
  )
}
