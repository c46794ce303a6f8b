import { getHealth, getPlatformInfo, listSubscribers } from '@civitas/sdk'
import { formatDuration, formatNumber, Loading, useLocale, usePick, useTexts } from '@civitas/ui'
import { Table } from 'antd'
import { ProblemView } from '../../../app/problem-view.tsx'
import { useRead } from '../../../app/query.ts'
import { Facts, Page, Quiet, Section, StateTag } from '../parts/page.tsx'
import styles from '../parts/parts.module.css'
import { DeadLetters } from './dead-letters.tsx'
import { platformTexts } from './platform.texts.ts'

/** How the platform runs: health, subscribers, messages nobody could handle. */
export function PlatformPage() {
  const texts = useTexts(platformTexts)
  return (
    <Page title={texts.title}>
      <div className={styles.stack}>
        <HealthSection />
        <Section title={texts.subscribers}>
          <Quiet>{texts.subscribersWhy}</Quiet>
          <Subscribers />
        </Section>
        <Section title={texts.deadLetters}>
          <DeadLetters />
        </Section>
      </div>
    </Page>
  )
}

function HealthSection() {
  const texts = useTexts(platformTexts)
  const locale = useLocale()
  const pick = usePick()
  const health = useRead(getHealth, {}, { everyMs: 10_000 })
  const info = useRead(getPlatformInfo, {}, { staleMs: 300_000 })
  if (health.isError) return <ProblemView error={health.error} onRetry={() => void health.refetch()} />
  if (!health.data) return <Loading />
  const { status, version, city, uptimeSeconds, parts } = health.data
  return (
    <Section
      title={texts.health}
      extra={<StateTag tone={status === 'ok' ? 'loud' : 'bad'}>{texts.statuses[status]}</StateTag>}
    >
      <Facts
        facts={[
          { label: texts.city, value: city ?? '—' },
          { label: texts.version, value: <span className="code">{version}</span> },
          { label: texts.uptime, value: formatDuration(uptimeSeconds * 1_000, locale) },
          ...Object.entries(parts).map(([name, state]) => ({
            label: texts.partNames[name] ?? name,
            value: texts.partStates[state] ?? state,
          })),
          {
            label: texts.domains,
            value: (info.data?.domains ?? []).map((each) => pick(each.title)).join(' · '),
            whole: true,
          },
        ]}
      />
    </Section>
  )
}

function Subscribers() {
  const texts = useTexts(platformTexts)
  const { columns } = texts
  const read = useRead(listSubscribers, {}, { everyMs: 5_000 })
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  return (
    <Table
      size="small"
      loading={read.isPending}
      pagination={false}
      dataSource={read.data}
      rowKey={(each) => `${each.name}/${each.message}`}
      locale={{ emptyText: <Quiet>{texts.noSubscribers}</Quiet> }}
      columns={[
        { title: columns.name, key: 'name', render: (_, each) => <span className="code">{each.name}</span> },
        {
          title: columns.waiting,
          key: 'waiting',
          align: 'right',
          render: (_, each) => formatNumber(each.waiting),
        },
        {
          title: columns.lag,
          key: 'lag',
          align: 'right',
          render: (_, each) => `${formatNumber(each.lagSeconds, 1)} ${texts.seconds}`,
        },
        {
          title: columns.failed,
          key: 'failed',
          align: 'right',
          render: (_, each) =>
            each.failed > 0 ? <StateTag tone="bad">{formatNumber(each.failed)}</StateTag> : '0',
        },
      ]}
    />
  )
}
