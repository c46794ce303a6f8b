import { getAdmissionStatistics, listCommandBatches } from '@civitas/sdk'
import { EmptyState, formatNumber, Stat, useTexts } from '@civitas/ui'
import { Tabs } from 'antd'
import { Link, useSearchParams } from 'react-router'
import { appTexts } from '../../../app/app.texts.ts'
import { useRead } from '../../../app/query.ts'
import styles from '../devices/devices.module.css'
import { Page } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { admissionTexts } from './admission.texts.ts'
import { AttemptList } from './attempt-list.tsx'
import { GrantList } from './grant-list.tsx'
import { PolicyForm } from './policy-form.tsx'
import { QuarantineList } from './quarantine-list.tsx'

/** Who among the devices may connect and send: quarantine, attempts, grants, policy. */
export function AdmissionPage() {
  const texts = useTexts(admissionTexts)
  const { forbidden } = useTexts(appTexts)
  const may = useMay()
  const [parameters, setParameters] = useSearchParams()
  if (!may('sensing.admit')) return <EmptyState title={forbidden} />
  return (
    <Page title={texts.title}>
      <Counts />
      <Tabs
        destroyOnHidden
        activeKey={parameters.get('tab') ?? 'quarantine'}
        onChange={(tab) => setParameters(tab === 'quarantine' ? {} : { tab })}
        items={[
          { key: 'quarantine', label: texts.tabs.quarantine, children: <QuarantineList /> },
          { key: 'attempts', label: texts.tabs.attempts, children: <AttemptList /> },
          { key: 'grants', label: texts.tabs.grants, children: <GrantList /> },
          { key: 'policy', label: texts.tabs.policy, children: <PolicyForm /> },
        ]}
      />
    </Page>
  )
}

function Counts() {
  const texts = useTexts(admissionTexts)
  const read = useRead(getAdmissionStatistics, { query: { days: 7 } }, { everyMs: 15_000 })
  const waiting = useRead(
    listCommandBatches,
    { query: { state: 'awaiting-approval', limit: 1 } },
    { everyMs: 15_000 },
  )
  const counts = read.data
  return (
    <div className={styles.stack}>
      <div className={styles.stats}>
        <Stat label={texts.counts.admitted} value={formatNumber(counts?.admitted)} />
        <Stat label={texts.counts.refused} value={formatNumber(counts?.refused)} />
        <Stat
          label={texts.counts.quarantined}
          value={formatNumber(counts?.quarantined)}
          tone={counts && counts.quarantined > 0 ? 'attention' : 'normal'}
        />
        <Stat
          label={texts.counts.flagged}
          value={formatNumber(counts?.flaggedCredentials)}
          tone={counts && counts.flaggedCredentials > 0 ? 'attention' : 'normal'}
        />
      </div>
      {waiting.data && waiting.data.total > 0 ? (
        <Link to="/console/commands?state=awaiting-approval">
          {texts.waiting(formatNumber(waiting.data.total))}
        </Link>
      ) : null}
    </div>
  )
}
