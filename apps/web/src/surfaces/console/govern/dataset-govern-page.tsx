import { getDataset } from '@civitas/sdk'
import { Loading, useTexts } from '@civitas/ui'
import { Tabs } from 'antd'
import { useParams, useSearchParams } from 'react-router'
import { ProblemView } from '../../../app/problem-view.tsx'
import { useRead } from '../../../app/query.ts'
import { Page } from '../parts/page.tsx'
import { DatasetConformity } from './dataset-conformity.tsx'
import { DatasetProtection } from './dataset-protection.tsx'
import { DatasetRules } from './dataset-rules.tsx'
import { governTexts } from './govern.texts.ts'

/** All that is governed of one dataset: its rules and checks, its standards, its protection. */
export function DatasetGovernPage() {
  const { id = '' } = useParams()
  const texts = useTexts(governTexts)
  const [search, setSearch] = useSearchParams()
  const read = useRead(getDataset, { params: { id } })
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  if (!read.data) return <Loading />
  const dataset = read.data
  return (
    <Page backTo="/console/quality" title={dataset.name} under={dataset.organisationName}>
      <Tabs
        activeKey={search.get('tab') ?? 'rules'}
        onChange={(tab) => setSearch({ tab }, { replace: true })}
        items={[
          { key: 'rules', label: texts.quality.rules, children: <DatasetRules dataset={dataset} /> },
          {
            key: 'conformity',
            label: texts.standards.conformity,
            children: <DatasetConformity dataset={dataset} />,
          },
          {
            key: 'protection',
            label: texts.protect.title,
            children: <DatasetProtection dataset={dataset} />,
          },
        ]}
      />
    </Page>
  )
}
