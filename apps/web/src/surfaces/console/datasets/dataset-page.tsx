import { type Dataset, type DatasetField, getDataset } from '@civitas/sdk'
import { formatNumber, formatTime, Loading, useTexts } from '@civitas/ui'
import { Space, Table, Tabs } from 'antd'
import { useContext } from 'react'
import { Link, useParams, useSearchParams } from 'react-router'
import { ProblemView } from '../../../app/problem-view.tsx'
import { useRead } from '../../../app/query.ts'
import { governTexts } from '../govern/govern.texts.ts'
import { Facts, Page, Section } from '../parts/page.tsx'
import { MeContext, useMay } from '../parts/permissions.tsx'
import { DatasetActs } from '../sharing/dataset-acts.tsx'
import { DatasetRatings, DatasetRevisions, DatasetSources } from '../sharing/dataset-tabs.tsx'
import { sharingTexts } from '../sharing/sharing.texts.ts'
import { UseList } from '../sharing/use-list.tsx'
import { DatasetLinks } from './dataset-links.tsx'
import { DatasetStateTag } from './dataset-list-page.tsx'
import { DatasetRows } from './dataset-rows.tsx'
import { DatasetVersions } from './dataset-versions.tsx'
import { datasetTexts } from './datasets.texts.ts'
import { ReceiverList } from './receiver-list.tsx'

/** A dataset: what it is, its columns, its data as the caller may see them, its versions. */
export function DatasetPage() {
  const { id = '' } = useParams()
  const texts = useTexts(datasetTexts)
  const govern = useTexts(governTexts)
  const sharing = useTexts(sharingTexts).entry
  const may = useMay()
  const me = useContext(MeContext)
  const [search, setSearch] = useSearchParams()
  const read = useRead(getDataset, { params: { id } })
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  if (!read.data) return <Loading />
  const dataset = read.data
  const isOwn = may('data.govern') || (may('data.own') && me?.user.organisationId === dataset.organisationId)
  return (
    <Page
      backTo="/console/datasets"
      title={
        <>
          {dataset.name} <DatasetStateTag dataset={dataset} />
        </>
      }
      under={dataset.abstract}
      acts={
        <Space wrap>
          <Link to={`/console/quality/datasets/${id}`}>{govern.quality.open}</Link>
          <Link to={`/console/datasets/compare?ids=${id}`}>{texts.compare.open}</Link>
          <DatasetActs dataset={dataset} />
        </Space>
      }
    >
      <Section title={texts.about}>
        <About dataset={dataset} />
      </Section>
      <Tabs
        destroyOnHidden
        activeKey={search.get('tab') ?? 'fields'}
        onChange={(tab) => setSearch({ tab }, { replace: true })}
        items={[
          { key: 'fields', label: texts.tabs.fields, children: <Fields fields={dataset.fields} /> },
          { key: 'rows', label: texts.tabs.rows, children: <DatasetRows dataset={dataset} /> },
          { key: 'versions', label: texts.tabs.versions, children: <DatasetVersions dataset={dataset} /> },
          { key: 'sources', label: sharing.tabs.sources, children: <DatasetSources dataset={dataset} /> },
          { key: 'users', label: sharing.tabs.users, children: <Users dataset={dataset} /> },
          {
            key: 'links',
            label: texts.links.tab,
            children: <DatasetLinks dataset={dataset} isOwn={isOwn} />,
          },
          { key: 'ratings', label: sharing.tabs.ratings, children: <DatasetRatings dataset={dataset} /> },
          {
            key: 'revisions',
            label: sharing.tabs.revisions,
            children: <DatasetRevisions dataset={dataset} />,
          },
        ]}
      />
    </Page>
  )
}

function Users({ dataset }: { dataset: Dataset }) {
  return (
    <>
      <ReceiverList dataset={dataset} />
      <UseList datasetId={dataset.id} />
    </>
  )
}

function About({ dataset }: { dataset: Dataset }) {
  const texts = useTexts(datasetTexts)
  const basis = dataset.sharingBasis ?? dataset.openingBasis
  return (
    <Facts
      facts={[
        { label: texts.code, value: <span className="code">{dataset.code}</span> },
        { label: texts.columns.unit, value: dataset.organisationName },
        { label: texts.kind, value: `${texts.kinds[dataset.kind]} · ${dataset.theme}` },
        { label: texts.cycle, value: texts.cycles[dataset.cycle] },
        { label: texts.sharing, value: texts.access[dataset.sharing] },
        { label: texts.opening, value: texts.access[dataset.opening] },
        { label: texts.columns.rows, value: dataset.rows === null ? '—' : formatNumber(dataset.rows) },
        {
          label: texts.columns.quality,
          value: dataset.qualityScore === null ? '—' : formatNumber(dataset.qualityScore, 1),
        },
        {
          label: texts.columns.updated,
          value: dataset.updatedTime ? formatTime(dataset.updatedTime) : '—',
        },
        { label: texts.revision, value: formatNumber(dataset.revision) },
        ...(basis ? [{ label: texts.basis, value: basis, whole: true }] : []),
        ...(dataset.keywords.length > 0
          ? [{ label: texts.keywords, value: dataset.keywords.join('、'), whole: true }]
          : []),
      ]}
    />
  )
}

function Fields({ fields }: { fields: readonly DatasetField[] }) {
  const texts = useTexts(datasetTexts)
  return (
    <Table<DatasetField>
      size="small"
      rowKey="name"
      pagination={false}
      scroll={{ x: 'max-content' }}
      dataSource={[...fields]}
      columns={[
        {
          title: texts.field.title,
          render: (_, field) => `${field.title}${field.isKey ? `（${texts.key}）` : ''}`,
        },
        { title: texts.field.name, render: (_, field) => <span className="code">{field.name}</span> },
        {
          title: texts.field.type,
          render: (_, field) => `${texts.types[field.type]}${field.unit ? ` · ${field.unit}` : ''}`,
        },
        {
          title: texts.field.sensitive,
          render: (_, field) => (field.sensitive ? texts.sensitives[field.sensitive] : '—'),
        },
        { title: texts.field.element, render: (_, field) => field.element ?? '—' },
        { title: texts.field.shared, render: (_, field) => (field.isShared ? texts.yes : texts.no) },
      ]}
    />
  )
}
