import { decideTemplate, listTemplates, type MessageTemplate } from '@civitas/sdk'
import { EmptyState, formatNumber, formatTime, Loading, useTexts } from '@civitas/ui'
import { Button, Space, Table, type TableColumnsType } from 'antd'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { ProblemView } from '../../../app/problem-view.tsx'
import { refresh, useRead } from '../../../app/query.ts'
import { ActDialog } from '../parts/act-dialog.tsx'
import { Page, Section, StateTag } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { consoleTexts } from '../shell/console.texts.ts'
import { ComposeDialog } from './compose-dialog.tsx'
import { messagesTexts } from './messages.texts.ts'
import { TemplateDialog } from './template-dialog.tsx'

/** What stands open over the list. */
interface Open {
  what: 'write' | 'send' | 'approve' | 'refuse'
  template?: MessageTemplate
}

const tones = { draft: 'loud', approved: 'over', refused: 'bad' } as const

/** 消息模板: written by senders, approved by somebody else, sent from here. */
export function TemplatesPage() {
  const shell = useTexts(consoleTexts)
  const texts = useTexts(messagesTexts)
  const may = useMay()
  const [open, setOpen] = useState<Open | null>(null)
  const read = useRead(listTemplates, {})
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  if (!read.data) return <Loading />
  const { items } = read.data
  const columns: TableColumnsType<MessageTemplate> = [
    { title: texts.templateName, dataIndex: 'name' },
    { title: texts.category, key: 'category', render: (_, one) => texts.categories[one.category] },
    { title: texts.text, key: 'text', render: (_, one) => sayPlaces(one) },
    {
      title: texts.templateState,
      key: 'state',
      render: (_, one) => (
        <StateTag tone={tones[one.state]}>
          {texts.version(formatNumber(one.version))} {texts.templateStates[one.state]}
        </StateTag>
      ),
    },
    {
      title: texts.writtenBy,
      key: 'by',
      render: (_, one) => `${one.writtenName} ${formatTime(one.writtenTime)}`,
    },
    {
      key: 'acts',
      title: shell.actions,
      render: (_, one) => (
        <Space>
          <Button size="small" onClick={() => setOpen({ what: 'write', template: one })}>
            {texts.revise}
          </Button>
          {one.approvedVersion === null ? null : (
            <Button size="small" type="primary" onClick={() => setOpen({ what: 'send', template: one })}>
              {texts.useIt}
            </Button>
          )}
          {one.state === 'draft' && may('messaging.manage') ? (
            <>
              <Button size="small" onClick={() => setOpen({ what: 'approve', template: one })}>
                {texts.approve}
              </Button>
              <Button size="small" onClick={() => setOpen({ what: 'refuse', template: one })}>
                {texts.refuse}
              </Button>
            </>
          ) : null}
        </Space>
      ),
    },
  ]
  const close = () => {
    setOpen(null)
    refresh(listTemplates)
  }
  return (
    <Page
      title={shell.pages.templates}
      acts={
        <Button type="primary" onClick={() => setOpen({ what: 'write' })}>
          {texts.newTemplate}
        </Button>
      }
    >
      <Section title={shell.pages.templates} extra={formatNumber(items.length)}>
        {items.length === 0 ? (
          <EmptyState title={texts.noTemplates} why={texts.noTemplatesWhy} />
        ) : (
          <Table rowKey="id" size="small" columns={columns} dataSource={items} pagination={false} />
        )}
      </Section>
      {open ? <Opened open={open} onClose={close} /> : null}
    </Page>
  )
}

/** The text with the title of each variable in its place. */
function sayPlaces({ text, variables }: MessageTemplate): string {
  return text.replace(/\{\{\s*(\w+)\s*\}\}/g, (_, name: string) => {
    const title = variables.find((one) => one.name === name)?.title ?? name
    return `〔${title}〕`
  })
}

function Opened({ open, onClose }: { open: Open; onClose: () => void }) {
  const texts = useTexts(messagesTexts)
  const { what, template } = open
  if (what === 'write' || !template) return <TemplateDialog template={template} onClose={onClose} />
  if (what === 'send') return <ComposeDialog template={template} onClose={onClose} />
  const approve = what === 'approve'
  return (
    <ActDialog
      title={approve ? texts.approve : texts.refuse}
      why={sayPlaces(template)}
      comment="required"
      act={(comment) =>
        client.call(decideTemplate, { params: { id: template.id }, body: { approve, comment } })
      }
      onClose={onClose}
    />
  )
}
