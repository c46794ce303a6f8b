import {
  createTerminal,
  getTerminalCompliance,
  listTerminalPolicies,
  listTerminals,
  type OperationInput,
  type OperationOutput,
  type Terminal,
} from '@civitas/sdk'
import { formatNumber, formatTime, RelativeTime, Stat, useTexts } from '@civitas/ui'
import { Button, type TableColumnsType } from 'antd'
import { useRef, useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import styles from '../devices/devices.module.css'
import { FilterBar } from '../list/filter-bar.tsx'
import { ListTable } from '../list/list-table.tsx'
import { RowLink } from '../list/row-link.tsx'
import { useListQuery } from '../list/use-list-query.ts'
import { FormDialog } from '../parts/form-dialog.tsx'
import { OrganisationSelect } from '../parts/organisation-select.tsx'
import { Quiet, StateTag } from '../parts/page.tsx'
import { UserSelect } from '../parts/user-select.tsx'
import { OneTimeSecret } from './one-time-secret.tsx'
import { TerminalStateTag } from './terminal-state-tag.tsx'
import { terminalsTexts } from './terminals.texts.ts'

const names = ['state', 'policyId', 'compliant'] as const
type Enrolment = OperationInput<typeof createTerminal>['body']
type Code = OperationOutput<typeof createTerminal>['code']

/** Terminals with the share that is as its policy group asks. */
export function TerminalList() {
  const texts = useTexts(terminalsTexts)
  const query = useListQuery(names)
  const box = useRef<HTMLDivElement>(null)
  const [isEnrolling, setEnrolling] = useState(false)
  const [code, setCode] = useState<Code | null>(null)
  const { state, policyId, compliant } = query.filters
  const policies = useRead(listTerminalPolicies, { query: { limit: 200 } }, { staleMs: 60_000 })
  const titles = new Map((policies.data?.items ?? []).map((each) => [each.id, each.title]))
  const read = useRead(
    listTerminals,
    {
      query: {
        limit: query.limit,
        offset: query.offset,
        search: query.search || undefined,
        state: state as Terminal['state'] | undefined,
        policyId,
        ...(compliant ? { compliant: compliant === 'yes' } : {}),
      },
    },
    { keepPrevious: true, everyMs: 15_000 },
  )
  return (
    <div className={styles.stack}>
      <Compliance />
      <div>
        <FilterBar
          query={query}
          placeholder={texts.search}
          searchBox={box}
          filters={[
            {
              name: 'state',
              label: texts.state,
              options: Object.entries(texts.states).map(([value, label]) => ({ value, label })),
            },
            {
              name: 'policyId',
              label: texts.policy,
              options: [...titles].map(([value, label]) => ({ value, label })),
            },
            {
              name: 'compliant',
              label: texts.compliant,
              options: [
                { value: 'yes', label: texts.compliantYes },
                { value: 'no', label: texts.compliantNo },
              ],
            },
          ]}
        >
          <Button type="primary" onClick={() => setEnrolling(true)}>
            {texts.enrol}
          </Button>
        </FilterBar>
        <ListTable
          label={texts.tabs.terminals}
          read={read}
          query={query}
          columns={useColumns(titles)}
          rowKey={(each) => each.id}
          to={(each) => `/console/terminals/${each.id}`}
          searchBox={box}
          empty={{ title: texts.empty, why: texts.emptyWhy }}
        />
      </div>
      {isEnrolling ? (
        <EnrolDialog policies={titles} onCode={setCode} onClose={() => setEnrolling(false)} />
      ) : null}
      {code ? (
        <OneTimeSecret
          title={texts.codeTitle}
          why={texts.codeWhy(formatTime(code.expiresTime))}
          secret={code.code}
          onClose={() => setCode(null)}
        />
      ) : null}
    </div>
  )
}

function Compliance() {
  const texts = useTexts(terminalsTexts)
  const read = useRead(getTerminalCompliance, {}, { everyMs: 15_000 })
  if (!read.data) return null
  const { ratio, terminals, compliant, failures } = read.data
  return (
    <div className={styles.stack}>
      <div className={styles.stats}>
        <Stat
          label={texts.compliance.ratio}
          value={ratio === null ? '—' : formatNumber(ratio * 100, 1)}
          unit={ratio === null ? undefined : '%'}
        />
        <Stat label={texts.compliance.terminals} value={formatNumber(terminals)} />
        <Stat
          label={texts.compliance.failing}
          value={formatNumber(terminals - compliant)}
          tone={terminals > compliant ? 'attention' : 'normal'}
        />
      </div>
      {ratio === null ? <Quiet>{texts.compliance.none}</Quiet> : null}
      <div className={styles.row}>
        {Object.entries(failures).map(([failure, count]) => (
          <StateTag key={failure} tone="bad">
            {texts.failures[failure as keyof typeof texts.failures] ?? failure} {formatNumber(count)}
          </StateTag>
        ))}
      </div>
    </div>
  )
}

function useColumns(titles: ReadonlyMap<string, string>): TableColumnsType<Terminal> {
  const texts = useTexts(terminalsTexts)
  const { columns } = texts
  return [
    {
      title: columns.terminal,
      key: 'terminal',
      render: (_, each) => (
        <>
          <RowLink to={`/console/terminals/${each.id}`}>{each.title}</RowLink>
          <small className="code">{each.reference}</small>
        </>
      ),
    },
    { title: texts.state, key: 'state', render: (_, each) => <TerminalStateTag terminal={each} /> },
    { title: columns.user, key: 'user', render: (_, each) => each.userName ?? '—' },
    { title: columns.organisation, key: 'organisation', render: (_, each) => each.organisationName ?? '—' },
    {
      title: columns.policy,
      key: 'policy',
      render: (_, each) => titles.get(each.policyId ?? '') ?? texts.noPolicy,
    },
    {
      title: columns.compliance,
      key: 'compliance',
      render: (_, each) =>
        each.failures === null ? (
          '—'
        ) : each.failures.length === 0 ? (
          <StateTag>{texts.compliantYes}</StateTag>
        ) : (
          <span className={styles.row}>
            {each.failures.map((failure) => (
              <StateTag key={failure} tone="bad">
                {texts.failures[failure]}
              </StateTag>
            ))}
          </span>
        ),
    },
    { title: columns.seen, key: 'seen', render: (_, each) => <RelativeTime time={each.lastSeenTime} /> },
  ]
}

interface EnrolDialogProps {
  policies: ReadonlyMap<string, string>
  onCode: (code: Code) => void
  onClose: () => void
}

function EnrolDialog({ policies, onCode, onClose }: EnrolDialogProps) {
  const texts = useTexts(terminalsTexts)
  return (
    <FormDialog<Enrolment>
      title={texts.enrol}
      why={texts.enrolWhy}
      first={{ validHours: 24 }}
      fields={[
        { name: 'reference', label: texts.reference, kind: 'code', required: true, maxLength: 100 },
        { name: 'title', label: texts.name, kind: 'text' },
        {
          name: 'organisationId',
          label: texts.organisation,
          kind: 'custom',
          required: true,
          control: <OrganisationSelect />,
        },
        { name: 'userId', label: texts.user, kind: 'custom', required: true, control: <UserSelect /> },
        { name: 'purpose', label: texts.purpose, kind: 'text', required: true },
        {
          name: 'policyId',
          label: texts.policy,
          kind: 'choice',
          allowClear: true,
          options: [...policies].map(([value, label]) => ({ value, label })),
        },
        { name: 'validHours', label: texts.validHours, kind: 'number', min: 1, max: 168, precision: 0 },
        { name: 'testRing', label: texts.testRing, kind: 'tick' },
      ]}
      act={async (values) => {
        const made = await client.call(createTerminal, {
          body: { ...values, title: values.title?.trim() || undefined },
        })
        refresh(listTerminals)
        onCode(made.code)
      }}
      onClose={onClose}
    />
  )
}
