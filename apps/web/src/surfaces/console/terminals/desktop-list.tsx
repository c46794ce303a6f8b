import {
  allocateDesktop,
  type CloudDesktop,
  listDesktopProfiles,
  listDesktopSessions,
  listDesktops,
  type OperationInput,
  reclaimDesktop,
  reclaimIdleDesktops,
} from '@civitas/sdk'
import { formatNumber, formatTime, RelativeTime, useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { App, Button, type TableColumnsType } from 'antd'
import { useRef, useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { FilterBar } from '../list/filter-bar.tsx'
import { ListTable } from '../list/list-table.tsx'
import { useListQuery } from '../list/use-list-query.ts'
import { ActDialog } from '../parts/act-dialog.tsx'
import { FormDialog } from '../parts/form-dialog.tsx'
import { OrganisationSelect } from '../parts/organisation-select.tsx'
import { StateTag } from '../parts/page.tsx'
import { ProblemNote } from '../parts/problem-note.tsx'
import { UserSelect } from '../parts/user-select.tsx'
import { consoleTexts } from '../shell/console.texts.ts'
import { DesktopProfiles } from './desktop-profiles.tsx'
import { terminalsTexts } from './terminals.texts.ts'

const names = ['state', 'profileId'] as const

/** Who has which cloud desktop, and when it is taken back. */
export function DesktopList() {
  const all = useTexts(terminalsTexts)
  const { desktops: texts } = all
  const { message } = App.useApp()
  const query = useListQuery(names)
  const box = useRef<HTMLDivElement>(null)
  const [open, setOpen] = useState<'allocate' | 'profiles' | null>(null)
  const [reclaiming, setReclaiming] = useState<CloudDesktop | null>(null)
  const { state, profileId } = query.filters
  const profiles = useRead(listDesktopProfiles, { query: { limit: 200 } }, { staleMs: 30_000 })
  const options = (profiles.data?.items ?? []).map((each) => ({ value: each.id, label: each.title }))
  const read = useRead(
    listDesktops,
    {
      query: {
        limit: query.limit,
        offset: query.offset,
        search: query.search || undefined,
        state: state as CloudDesktop['state'] | undefined,
        profileId,
      },
    },
    { keepPrevious: true, everyMs: 15_000 },
  )
  const idle = useMutation({
    mutationFn: () => client.call(reclaimIdleDesktops),
    onSuccess: ({ reclaimed }) => {
      refresh(listDesktops, listDesktopSessions)
      void message.info(texts.reclaimedCount(formatNumber(reclaimed)))
    },
  })
  return (
    <>
      <FilterBar
        query={query}
        placeholder={all.search}
        searchBox={box}
        filters={[
          {
            name: 'state',
            label: all.state,
            options: Object.entries(texts.states).map(([value, label]) => ({ value, label })),
          },
          { name: 'profileId', label: texts.profile, options },
        ]}
      >
        <Button onClick={() => setOpen('profiles')}>{texts.profiles}</Button>
        <Button loading={idle.isPending} onClick={() => idle.mutate()}>
          {texts.reclaimIdle}
        </Button>
        <Button type="primary" onClick={() => setOpen('allocate')}>
          {texts.allocate}
        </Button>
      </FilterBar>
      <ProblemNote error={idle.error} />
      <ListTable
        label={all.tabs.desktops}
        read={read}
        query={query}
        columns={useColumns(setReclaiming)}
        rowKey={(each) => each.id}
        searchBox={box}
        empty={{ title: texts.empty, why: texts.emptyWhy }}
      />
      <DesktopProfiles isOpen={open === 'profiles'} onClose={() => setOpen(null)} />
      {open === 'allocate' ? <AllocateDialog profiles={options} onClose={() => setOpen(null)} /> : null}
      {reclaiming ? (
        <ActDialog
          title={texts.reclaimTitle}
          why={texts.reclaimWhy}
          danger
          comment="required"
          act={async (reason) => {
            await client.call(reclaimDesktop, { params: { id: reclaiming.id }, body: { reason } })
            refresh(listDesktops, listDesktopSessions)
          }}
          onClose={() => setReclaiming(null)}
        />
      ) : null}
    </>
  )
}

function useColumns(onReclaim: (desktop: CloudDesktop) => void): TableColumnsType<CloudDesktop> {
  const all = useTexts(terminalsTexts)
  const shell = useTexts(consoleTexts)
  const { desktops: texts } = all
  return [
    {
      title: texts.reference,
      key: 'reference',
      render: (_, each) => <span className="code">{each.reference}</span>,
    },
    { title: texts.profile, key: 'profile', render: (_, each) => each.profileTitle },
    {
      title: all.state,
      key: 'state',
      render: (_, each) => (
        <StateTag tone={each.state === 'reclaimed' ? 'over' : undefined}>{texts.states[each.state]}</StateTag>
      ),
    },
    {
      title: all.columns.user,
      key: 'user',
      render: (_, each) => (
        <>
          {each.userName} <small>{each.organisationName}</small>
        </>
      ),
    },
    {
      title: all.columns.purpose,
      key: 'purpose',
      ellipsis: true,
      width: 180,
      render: (_, each) => each.purpose,
    },
    {
      title: texts.allocated,
      key: 'allocated',
      render: (_, each) => (
        <>
          {formatTime(each.allocatedTime)} <small>{each.allocatedBy}</small>
        </>
      ),
    },
    {
      title: texts.lastActive,
      key: 'active',
      render: (_, each) => <RelativeTime time={each.lastActiveTime} />,
    },
    {
      title: texts.due,
      key: 'due',
      render: (_, each) =>
        each.reclaimedTime
          ? `${formatTime(each.reclaimedTime)} ${each.reclaimedBy ?? ''}：${each.reclaimedReason ?? ''}`
          : each.reclaimDueTime
            ? formatTime(each.reclaimDueTime)
            : texts.never,
    },
    {
      title: <span className="only-read">{shell.actions}</span>,
      key: 'acts',
      fixed: 'right',
      render: (_, each) =>
        each.state === 'reclaimed' ? null : (
          <Button size="small" danger onClick={() => onReclaim(each)}>
            {texts.reclaim}
          </Button>
        ),
    },
  ]
}

interface AllocateProps {
  profiles: { value: string; label: string }[]
  onClose: () => void
}

function AllocateDialog({ profiles, onClose }: AllocateProps) {
  const all = useTexts(terminalsTexts)
  const { desktops: texts } = all
  return (
    <FormDialog<OperationInput<typeof allocateDesktop>['body']>
      title={texts.allocate}
      why={texts.allocateWhy}
      fields={[
        { name: 'reference', label: texts.reference, kind: 'code', required: true, maxLength: 100 },
        {
          name: 'profileId',
          label: texts.profile,
          kind: 'choice',
          required: true,
          options: profiles,
          extra: profiles.length === 0 ? texts.noProfiles : undefined,
        },
        {
          name: 'organisationId',
          label: all.organisation,
          kind: 'custom',
          required: true,
          control: <OrganisationSelect />,
        },
        { name: 'userId', label: all.user, kind: 'custom', required: true, control: <UserSelect /> },
        { name: 'purpose', label: all.purpose, kind: 'text', required: true },
      ]}
      act={async (body) => {
        await client.call(allocateDesktop, { body })
        refresh(listDesktops, listDesktopProfiles)
      }}
      onClose={onClose}
    />
  )
}
