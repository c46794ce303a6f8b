import {
  decideMasterPair,
  listMasterModels,
  listMasterPairs,
  listMasterRoots,
  listMasterRuns,
  type MasterModel,
  type MasterPair,
  startMatching,
} from '@civitas/sdk'
import { formatNumber, formatTime, Stat, useTexts } from '@civitas/ui'
import { Button, Input, Select, Tabs } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { ActDialog } from '../parts/act-dialog.tsx'
import { Page, Quiet } from '../parts/page.tsx'
import styles from './govern.module.css'
import { governTexts } from './govern.texts.ts'
import { MasterDialog } from './master-dialog.tsx'
import { ActButton, pageSize, Rows } from './parts.tsx'

/** 主数据: models, the review desk of pairs that may be one, and the roots (PLT-061). */
export function MasterPage() {
  const texts = useTexts(governTexts)
  const { master } = texts
  const [chosen, setChosen] = useState<string | undefined>()
  const [isAdding, setAdding] = useState(false)
  const models = useRead(listMasterModels, {}, { everyMs: 5_000 })
  const model = models.data?.find((one) => one.id === chosen) ?? models.data?.[0]
  return (
    <Page title={master.title} acts={<Button onClick={() => setAdding(true)}>{master.add}</Button>}>
      <div className={styles.bar}>
        <Select
          aria-label={master.model}
          placeholder={master.model}
          style={{ width: 280 }}
          value={model?.id}
          options={(models.data ?? []).map((one) => ({ value: one.id, label: one.name }))}
          onChange={setChosen}
        />
        {model ? (
          <ActButton<typeof startMatching>
            primary
            act={() => client.call(startMatching, { params: { id: model.id } })}
            touches={[listMasterRuns, listMasterModels]}
          >
            {master.run}
          </ActButton>
        ) : null}
      </div>
      {model ? <ModelView model={model} /> : <Quiet>{texts.common.none}</Quiet>}
      {isAdding ? <MasterDialog onClose={() => setAdding(false)} /> : null}
    </Page>
  )
}

function ModelView({ model }: { model: MasterModel }) {
  const { master } = useTexts(governTexts)
  return (
    <>
      <div className={styles.stats}>
        <Stat label={master.records} value={formatNumber(model.records)} />
        <Stat label={master.roots} value={formatNumber(model.roots)} />
        <Stat
          label={master.waiting}
          value={formatNumber(model.waiting)}
          tone={model.waiting > 0 ? 'attention' : 'normal'}
        />
      </div>
      <Tabs
        items={[
          { key: 'desk', label: master.desk, children: <Desk model={model} /> },
          { key: 'roots', label: master.roots, children: <Roots model={model} /> },
          { key: 'runs', label: master.runs, children: <Runs model={model} /> },
        ]}
      />
    </>
  )
}

function Desk({ model }: { model: MasterModel }) {
  const texts = useTexts(governTexts)
  const { master, common } = texts
  const [at, set] = useState(1)
  const [deciding, setDeciding] = useState<{ pair: MasterPair; isSame: boolean } | null>(null)
  const read = useRead(
    listMasterPairs,
    { params: { id: model.id }, query: { limit: pageSize, offset: (at - 1) * pageSize } },
    { keepPrevious: true },
  )
  const side = (record: MasterPair['left']) => (
    <span className={styles.words}>
      {record.datasetName} {record.sourceId}
      <br />
      {Object.values(record.values).filter(Boolean).join(' · ')}
    </span>
  )
  return (
    <>
      <Rows
        label={master.desk}
        read={read}
        rowKey={(row) => row.id}
        page={{ at, set }}
        columns={[
          { title: 'A', render: (_, row) => side(row.left) },
          { title: 'B', render: (_, row) => side(row.right) },
          { title: master.score, align: 'right', render: (_, row) => `${formatNumber(row.score * 100)}%` },
          {
            title: master.why,
            render: (_, row) => (
              <span className={styles.words}>
                {row.evidence.map((one) => `${one.title} ${texts.verdicts[one.verdict]}`).join('；')}
              </span>
            ),
          },
          {
            title: common.act,
            fixed: 'right',
            render: (_, pair) => (
              <div className={styles.bar}>
                <Button size="small" type="primary" onClick={() => setDeciding({ pair, isSame: true })}>
                  {master.same}
                </Button>
                <Button size="small" onClick={() => setDeciding({ pair, isSame: false })}>
                  {master.different}
                </Button>
              </div>
            ),
          },
        ]}
      />
      {deciding ? (
        <ActDialog
          title={deciding.isSame ? master.same : master.different}
          comment="required"
          act={async (reason) => {
            await client.call(decideMasterPair, {
              params: { id: deciding.pair.id },
              body: { isSame: deciding.isSame, reason },
            })
            refresh(listMasterPairs, listMasterModels, listMasterRoots)
          }}
          onClose={() => setDeciding(null)}
        />
      ) : null}
    </>
  )
}

function Roots({ model }: { model: MasterModel }) {
  const { master } = useTexts(governTexts)
  const [at, set] = useState(1)
  const [search, setSearch] = useState('')
  const read = useRead(
    listMasterRoots,
    {
      params: { id: model.id },
      query: { limit: pageSize, offset: (at - 1) * pageSize, ...(search ? { search } : {}) },
    },
    { keepPrevious: true },
  )
  return (
    <>
      <div className={styles.bar}>
        <Input.Search
          aria-label={master.searchRoot}
          placeholder={master.searchRoot}
          style={{ width: 360 }}
          allowClear
          onSearch={setSearch}
        />
      </div>
      <Rows
        label={master.roots}
        read={read}
        rowKey={(row) => row.id}
        page={{ at, set }}
        columns={[
          {
            title: master.root,
            render: (_, row) => (
              <Link className="code" to={`/console/master-data/${row.id}`}>
                {row.id}
              </Link>
            ),
          },
          ...model.attributes.slice(0, 5).map((attribute) => ({
            ...{ key: attribute.name, title: attribute.title },
            render: (_: unknown, row: { golden: Record<string, string | null> }) =>
              row.golden[attribute.name] ?? '—',
          })),
          { title: master.sources, align: 'right' as const, dataIndex: 'records' },
        ]}
      />
    </>
  )
}

function Runs({ model }: { model: MasterModel }) {
  const texts = useTexts(governTexts)
  const { master, common } = texts
  const read = useRead(listMasterRuns, { params: { id: model.id }, query: { limit: 20 } }, { everyMs: 3_000 })
  return (
    <Rows
      label={master.runs}
      read={read}
      rowKey={(row) => row.id}
      columns={[
        { title: common.time, render: (_, row) => formatTime(row.createdTime) },
        { title: common.state, render: (_, row) => row.error ?? texts.states[row.state] },
        {
          title: master.records,
          align: 'right',
          render: (_, row) => (row.records === null ? '—' : formatNumber(row.records)),
        },
        {
          title: master.roots,
          align: 'right',
          render: (_, row) => (row.roots === null ? '—' : formatNumber(row.roots)),
        },
        {
          title: master.proposed,
          align: 'right',
          render: (_, row) => (row.proposed === null ? '—' : formatNumber(row.proposed)),
        },
      ]}
    />
  )
}
