import { type CrossCase, listCrossCases } from '@civitas/sdk'
import { formatTime, useTexts } from '@civitas/ui'
import { Button } from 'antd'
import { useRef, useState } from 'react'
import { useRead } from '../../../app/query.ts'
import { FilterBar } from '../list/filter-bar.tsx'
import { ListTable } from '../list/list-table.tsx'
import { useListQuery } from '../list/use-list-query.ts'
import { StateTag } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { TabsPage } from '../sharing/tabs-page.tsx'
import { crossTexts } from './cross-region.texts.ts'
import { FileDialog, SupplementDialog } from './file-dialog.tsx'
import { TicketList } from './ticket-list.tsx'
import { VerifyDialog } from './verify-dialog.tsx'

const filters = ['role'] as const

/** 跨区域通办: applications filed for other cities and tickets handed over to their 12345 (SOC-121). */
export function CrossRegionPage() {
  const texts = useTexts(crossTexts)
  const may = useMay()
  return (
    <TabsPage
      title={texts.title}
      tabs={[
        ...(may('services.accept') ? [{ key: 'cases', label: texts.cases, children: <CaseList /> }] : []),
        ...(may('events.handle') ? [{ key: 'tickets', label: texts.tickets, children: <TicketList /> }] : []),
      ]}
    />
  )
}

/** At a window: what was filed here for others and what came from them. */
function CaseList() {
  const texts = useTexts(crossTexts)
  const query = useListQuery(filters)
  const box = useRef<HTMLDivElement>(null)
  const [open, setOpen] = useState<'file' | 'verify' | CrossCase | null>(null)
  const { limit, offset, search } = query
  const read = useRead(
    listCrossCases,
    { query: { limit, offset, search: search || undefined, ...(query.filters as object) } },
    { keepPrevious: true, everyMs: 10_000 },
  )
  const close = () => setOpen(null)
  return (
    <>
      <FilterBar
        query={query}
        searchBox={box}
        placeholder={texts.search}
        filters={[
          {
            ...{ name: 'role', label: texts.role, width: 160 },
            options: Object.entries(texts.roles).map(([value, label]) => ({ value, label })),
          },
        ]}
      >
        <Button onClick={() => setOpen('verify')}>{texts.verify}</Button>
        <Button type="primary" onClick={() => setOpen('file')}>
          {texts.file}
        </Button>
      </FilterBar>
      <ListTable<CrossCase>
        label={texts.title}
        read={read}
        query={query}
        rowKey={(each) => each.id}
        searchBox={box}
        empty={{ title: texts.empty, why: texts.emptyWhy }}
        columns={[
          { title: texts.number, render: (_, each) => each.progress?.number ?? '—' },
          { title: texts.item, dataIndex: 'itemTitle' },
          { title: texts.applicant, dataIndex: 'subjectName' },
          { title: texts.role, render: (_, each) => `${texts.roles[each.role]} · ${each.systemName}` },
          { title: texts.source, dataIndex: 'source' },
          { title: texts.sentTime, render: (_, each) => formatTime(each.sentTime) },
          {
            title: texts.receivedTime,
            render: (_, each) =>
              each.receivedTime
                ? `${formatTime(each.receivedTime)}（${texts.seconds(each.transferSeconds ?? 0)}）`
                : '—',
          },
          {
            title: texts.state,
            render: (_, each) => (
              <StateTag tone={each.state === 'not-taken' ? 'bad' : undefined}>
                {texts.states[each.state] ?? each.state}
              </StateTag>
            ),
          },
          { title: texts.outcome, render: (_, each) => outcomeOf(each) },
          {
            title: '',
            render: (_, each) =>
              each.role === 'sent' && each.state === 'correcting' ? (
                <Button size="small" onClick={() => setOpen(each)}>
                  {texts.supplement}
                </Button>
              ) : null,
          },
        ]}
      />
      {open === 'file' ? <FileDialog onClose={close} /> : null}
      {open === 'verify' ? <VerifyDialog onClose={close} /> : null}
      {open && typeof open === 'object' ? <SupplementDialog one={open} onClose={close} /> : null}
    </>
  )
}

function outcomeOf({ faults, progress }: CrossCase): string {
  if (faults.length > 0) return faults.map((one) => one.message).join('；')
  if (progress?.corrections.length) return progress.corrections.join('；')
  return progress?.decision ? `${progress.decision.number} ${progress.decision.text}` : '—'
}
