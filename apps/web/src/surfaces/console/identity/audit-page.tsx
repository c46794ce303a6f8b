import { type AuditEntry, listAuditEntries } from '@civitas/sdk'
import { formatTime, usePick, useTexts } from '@civitas/ui'
import { Drawer, Input, type TableColumnsType } from 'antd'
import { useRef, useState } from 'react'
import { useRead } from '../../../app/query.ts'
import { useTimeWindow } from '../../../app/time-window.ts'
import { TimeWindowPicker } from '../../../app/time-window-picker.tsx'
import { FilterBar } from '../list/filter-bar.tsx'
import { ListTable } from '../list/list-table.tsx'
import { useListQuery } from '../list/use-list-query.ts'
import { Facts, Page, Raw, StateTag } from '../parts/page.tsx'
import { identityTexts } from './identity.texts.ts'
import { operationTitles, titleOfAction } from './operation-titles.ts'

const names = ['account', 'action'] as const
const tones = { done: undefined, refused: 'bad', failed: 'bad' } as const

/** Who did what, when, from where, and whether it was allowed. */
export function AuditPage() {
  const texts = useTexts(identityTexts)
  const pick = usePick()
  const query = useListQuery(names)
  const box = useRef<HTMLDivElement>(null)
  const [shown, setShown] = useState<AuditEntry | null>(null)
  const { range } = useTimeWindow()
  const { account, action } = query.filters
  const read = useRead(
    listAuditEntries,
    {
      query: {
        limit: query.limit,
        offset: query.offset,
        search: query.search || undefined,
        account,
        action,
        from: range.from,
        to: range.to,
      },
    },
    { keepPrevious: true },
  )
  const actions = [...operationTitles].map(([value, title]) => ({ value, label: pick(title) }))
  return (
    <Page title={texts.audit} acts={<TimeWindowPicker />}>
      <FilterBar
        query={query}
        filters={[{ name: 'action', label: texts.auditAction, width: 180, options: actions }]}
        placeholder={texts.auditSearch}
        searchBox={box}
      >
        <Input
          allowClear
          style={{ width: 140 }}
          aria-label={texts.auditAccount}
          placeholder={texts.auditAccount}
          defaultValue={account}
          onPressEnter={(event) => query.set({ account: event.currentTarget.value.trim() })}
          onClear={() => query.set({ account: null })}
          onBlur={(event) => query.set({ account: event.currentTarget.value.trim() })}
        />
      </FilterBar>
      <ListTable
        label={texts.audit}
        read={read}
        query={query}
        columns={useColumns()}
        rowKey={(entry) => String(entry.id)}
        onOpen={setShown}
        searchBox={box}
        empty={{ title: texts.noAudit, why: texts.noAuditWhy }}
      />
      <Drawer open={shown !== null} size={560} title={texts.detail} onClose={() => setShown(null)}>
        {shown ? <EntryView entry={shown} /> : null}
      </Drawer>
    </Page>
  )
}

function useColumns(): TableColumnsType<AuditEntry> {
  const texts = useTexts(identityTexts)
  const { auditColumns: columns } = texts
  const pick = usePick()
  const code = (text: string | null) => <span className="code">{text ?? '—'}</span>
  return [
    { title: columns.time, key: 'time', render: (_, entry) => formatTime(entry.time) },
    { title: columns.account, key: 'account', render: (_, entry) => whoOf(entry, texts.anonymous) },
    {
      title: columns.action,
      key: 'action',
      render: (_, entry) => {
        const title = titleOfAction(entry.action)
        return title ? <span title={entry.action}>{pick(title)}</span> : code(entry.action)
      },
    },
    {
      title: columns.outcome,
      key: 'outcome',
      render: (_, entry) => (
        <>
          <StateTag tone={tones[entry.outcome]}>{texts.outcomes[entry.outcome]}</StateTag> {reasonOf(entry)}
        </>
      ),
    },
    { title: columns.target, key: 'target', render: (_, entry) => code(entry.target) },
    { title: columns.ip, key: 'ip', render: (_, entry) => code(entry.ip) },
  ]
}

/** Why something was refused, in the words the platform gave. */
/** The account, and the post it was used under where that was not its own. */
function whoOf({ account, detail }: AuditEntry, anonymous: string): string {
  const post = (detail as { post?: unknown } | null)?.post
  const who = account ?? anonymous
  return typeof post === 'string' && post ? `${who} · ${post}` : who
}

function reasonOf({ detail }: AuditEntry): string {
  const reason = (detail as { reason?: unknown } | null)?.reason
  return typeof reason === 'string' ? reason : ''
}

function EntryView({ entry }: { entry: AuditEntry }) {
  const texts = useTexts(identityTexts)
  const { auditColumns: columns } = texts
  return (
    <>
      <Facts
        facts={[
          { label: columns.time, value: formatTime(entry.time) },
          { label: columns.account, value: whoOf(entry, texts.anonymous) },
          { label: columns.action, value: <span className="code">{entry.action}</span> },
          {
            label: columns.outcome,
            value: `${texts.outcomes[entry.outcome]} ${reasonOf(entry)}`,
            whole: true,
          },
          { label: columns.target, value: entry.target ?? '—', whole: true },
          { label: columns.ip, value: entry.ip ?? '—' },
          { label: columns.trace, value: <span className="code">{entry.traceId ?? '—'}</span>, whole: true },
        ]}
      />
      <div style={{ height: 12 }} />
      <Raw>{JSON.stringify(entry.detail, null, 2)}</Raw>
    </>
  )
}
