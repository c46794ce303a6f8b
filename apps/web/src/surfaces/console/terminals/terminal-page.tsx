import {
  changeTerminal,
  decideTerminalCommand,
  getTerminal,
  listTerminalPolicies,
  listTerminals,
  type OperationOutput,
  type Terminal,
} from '@civitas/sdk'
import { formatTime, Loading, RelativeTime, useTexts } from '@civitas/ui'
import { Button, Table, type TableColumnsType } from 'antd'
import { useState } from 'react'
import { useParams } from 'react-router'
import { client } from '../../../app/client.ts'
import { ProblemView } from '../../../app/problem-view.tsx'
import { refresh, useRead } from '../../../app/query.ts'
import { LazyPlaceMap } from '../../../capabilities/place/lazy-place-map.tsx'
import styles from '../devices/devices.module.css'
import { ActDialog } from '../parts/act-dialog.tsx'
import { FormDialog } from '../parts/form-dialog.tsx'
import { Columns, Facts, Page, Quiet, Section, StateTag } from '../parts/page.tsx'
import parts from '../parts/parts.module.css'
import { consoleTexts } from '../shell/console.texts.ts'
import { TerminalActs } from './terminal-acts.tsx'
import { TerminalStateTag } from './terminal-state-tag.tsx'
import { terminalsTexts } from './terminals.texts.ts'

type Command = OperationOutput<typeof getTerminal>['commands'][number]

/** One terminal: who has it, how it complies, where it was, and what it was told. */
export function TerminalPage() {
  const { id = '' } = useParams()
  const texts = useTexts(terminalsTexts)
  const read = useRead(getTerminal, { params: { id } }, { everyMs: 5_000 })
  if (read.isError && !read.data)
    return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  if (!read.data) return <Loading />
  const { terminal, commands } = read.data
  return (
    <Page
      backTo="/console/terminals"
      title={
        <>
          {terminal.title} <TerminalStateTag terminal={terminal} />
        </>
      }
      under={<span className="code">{terminal.reference}</span>}
      acts={<TerminalActs terminal={terminal} />}
    >
      <Columns
        main={
          <>
            <Whose terminal={terminal} />
            <Section title={texts.commands}>
              <Commands commands={commands} />
            </Section>
          </>
        }
        side={
          <>
            <Reported terminal={terminal} />
            {terminal.position ? (
              <Section title={texts.position} extra={<RelativeTime time={terminal.locatedTime} />}>
                <div className={parts.map}>
                  <LazyPlaceMap position={terminal.position} />
                </div>
              </Section>
            ) : null}
          </>
        }
      />
    </Page>
  )
}

function Whose({ terminal }: { terminal: Terminal }) {
  const texts = useTexts(terminalsTexts)
  const { yes, no } = useTexts(consoleTexts)
  const { columns } = texts
  const [isChanging, setChanging] = useState(false)
  const policies = useRead(listTerminalPolicies, { query: { limit: 200 } }, { staleMs: 60_000 })
  const titles = new Map((policies.data?.items ?? []).map((each) => [each.id, each.title]))
  return (
    <Section
      title={columns.terminal}
      extra={
        <Button size="small" onClick={() => setChanging(true)}>
          {texts.change}
        </Button>
      }
    >
      <Facts
        facts={[
          { label: columns.user, value: terminal.userName ?? '—' },
          { label: columns.organisation, value: terminal.organisationName ?? '—' },
          { label: columns.purpose, value: terminal.purpose },
          { label: columns.policy, value: titles.get(terminal.policyId ?? '') ?? texts.noPolicy },
          { label: texts.releases.rings.test, value: terminal.testRing ? yes : no },
          { label: columns.seen, value: formatTime(terminal.lastSeenTime) },
        ]}
      />
      {isChanging ? (
        <FormDialog<{ policyId?: string; testRing?: boolean }>
          title={texts.change}
          first={{ policyId: terminal.policyId ?? undefined, testRing: terminal.testRing }}
          fields={[
            {
              name: 'policyId',
              label: texts.policy,
              kind: 'choice',
              allowClear: true,
              options: [...titles].map(([value, label]) => ({ value, label })),
            },
            { name: 'testRing', label: texts.testRing, kind: 'tick' },
          ]}
          act={async ({ policyId, testRing }) => {
            await client.call(changeTerminal, {
              params: { id: terminal.id },
              body: { policyId: policyId ?? null, testRing: testRing ?? false },
            })
            refresh(getTerminal, listTerminals)
          }}
          onClose={() => setChanging(false)}
        />
      ) : null}
    </Section>
  )
}

function Reported({ terminal: { facts, failures, versions } }: { terminal: Terminal }) {
  const texts = useTexts(terminalsTexts)
  return (
    <Section title={texts.facts}>
      <div className={styles.row}>
        {failures?.map((failure) => (
          <StateTag key={failure} tone="bad">
            {texts.failures[failure]}
          </StateTag>
        ))}
        {failures?.length === 0 ? <StateTag>{texts.compliantYes}</StateTag> : null}
      </div>
      {facts ? (
        <Facts
          facts={[
            { label: texts.osLevel, value: <span className="code">{facts.osLevel}</span> },
            { label: texts.screenLock, value: facts.screenLock ? texts.on : texts.off },
            { label: texts.usb, value: facts.usbEnabled ? texts.allowed : texts.forbidden },
            { label: texts.certificateUntil, value: formatTime(facts.certificateUntil) },
            {
              label: texts.versions,
              whole: true,
              value: (
                <span className="code">
                  {Object.entries(versions)
                    .map(([app, version]) => `${app} ${version}`)
                    .join(' · ') || '—'}
                </span>
              ),
            },
            { label: texts.apps, whole: true, value: facts.apps.join('、') || '—' },
          ]}
        />
      ) : (
        <Quiet>{texts.noFacts}</Quiet>
      )}
    </Section>
  )
}

function Commands({ commands }: { commands: Command[] }) {
  const texts = useTexts(terminalsTexts)
  const shell = useTexts(consoleTexts)
  const [deciding, setDeciding] = useState<{ id: string; approve: boolean } | null>(null)
  const { commandColumns: columns } = texts
  const table: TableColumnsType<Command> = [
    { title: columns.kind, key: 'kind', render: (_, each) => texts.kinds[each.kind] },
    {
      title: texts.state,
      key: 'state',
      render: (_, each) => (
        <StateTag
          tone={each.state === 'failed' ? 'bad' : each.state === 'awaiting-approval' ? 'loud' : undefined}
        >
          {texts.commandStates[each.state]}
        </StateTag>
      ),
    },
    {
      title: columns.by,
      key: 'by',
      render: (_, each) => (
        <>
          {each.createdBy} <small>{formatTime(each.createdTime)}</small>
        </>
      ),
    },
    {
      title: columns.reason,
      key: 'reason',
      render: (_, each) => [each.reason, each.detail].filter(Boolean).join('；'),
    },
    { title: columns.delivered, key: 'delivered', render: (_, each) => formatTime(each.deliveredTime) },
    { title: columns.ended, key: 'ended', render: (_, each) => formatTime(each.endedTime) },
    {
      title: <span className="only-read">{shell.actions}</span>,
      key: 'acts',
      fixed: 'right',
      render: (_, { id, state }) =>
        state === 'awaiting-approval' ? (
          <span className={styles.row}>
            <Button size="small" danger onClick={() => setDeciding({ id, approve: true })}>
              {texts.approve}
            </Button>
            <Button size="small" onClick={() => setDeciding({ id, approve: false })}>
              {texts.refuse}
            </Button>
          </span>
        ) : null,
    },
  ]
  return (
    <>
      <Table<Command>
        size="small"
        rowKey="id"
        columns={table}
        dataSource={commands}
        pagination={false}
        scroll={{ x: 'max-content' }}
        locale={{ emptyText: <Quiet>{texts.noCommands}</Quiet> }}
      />
      {deciding ? (
        <ActDialog
          title={deciding.approve ? texts.approve : texts.refuse}
          why={texts.decideWhy}
          danger={deciding.approve}
          comment="required"
          act={async (comment) => {
            await client.call(decideTerminalCommand, {
              params: { id: deciding.id },
              body: { approve: deciding.approve, comment },
            })
            refresh(getTerminal)
          }}
          onClose={() => setDeciding(null)}
        />
      ) : null}
    </>
  )
}
