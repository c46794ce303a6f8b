import {
  answerDataObjection,
  type DataObjection,
  getPrefillStatistics,
  listDataObjections,
  listServicePackages,
  type ServicePackage,
  type Verification,
  verifyByPackage,
} from '@civitas/sdk'
import { formatNumber, formatTime, useTexts } from '@civitas/ui'
import { Button, Table } from 'antd'
import { useRef, useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { FilterBar } from '../list/filter-bar.tsx'
import { ListTable } from '../list/list-table.tsx'
import { useListQuery } from '../list/use-list-query.ts'
import { type DialogField, FormDialog } from '../parts/form-dialog.tsx'
import { Facts, StateTag } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { CheckNumber } from './check-number.tsx'
import { DefinePackage } from './define-package.tsx'
import { FormList } from './prefill-forms.tsx'
import { sharingTexts } from './sharing.texts.ts'
import { TabsPage, toChoices } from './tabs-page.tsx'

const names = ['state', 'tab'] as const

/** 核验与自动填表: verification before data, forms filled with origin marks, and what people corrected (PLT-058). */
export function PackagesPage() {
  const { title, tabs } = useTexts(sharingTexts).packages
  const may = useMay()
  return (
    <TabsPage
      title={title}
      tabs={[
        { key: 'packages', label: tabs.packages, children: <PackageList /> },
        ...(may('entities.read') ? [{ key: 'numbers', label: tabs.numbers, children: <CheckNumber /> }] : []),
        { key: 'forms', label: tabs.forms, children: <FormList /> },
        ...(may('data.own')
          ? [{ key: 'objections', label: tabs.objections, children: <ObjectionList /> }]
          : []),
        { key: 'saved', label: tabs.saved, children: <Saved /> },
      ]}
    />
  )
}

function PackageList() {
  const all = useTexts(sharingTexts)
  const texts = all.packages
  const may = useMay()
  const query = useListQuery(names)
  const box = useRef<HTMLDivElement>(null)
  const [verifying, setVerifying] = useState<ServicePackage | null>(null)
  const [isDefining, setDefining] = useState(false)
  const read = useRead(
    listServicePackages,
    { query: { limit: query.limit, offset: query.offset } },
    { keepPrevious: true },
  )
  return (
    <>
      <FilterBar noSearch query={query} searchBox={box}>
        {may('data.own') ? <Button onClick={() => setDefining(true)}>{texts.define}</Button> : null}
      </FilterBar>
      <ListTable<ServicePackage>
        label={texts.tabs.packages}
        read={read}
        query={query}
        rowKey={(each) => each.id}
        searchBox={box}
        empty={{ title: texts.empty, why: texts.why }}
        columns={[
          { title: texts.name, dataIndex: 'title' },
          { title: texts.code, render: (_, each) => <span className="code">{each.code}</span> },
          { title: texts.kind, render: (_, each) => texts.kinds[each.kind] },
          { title: all.unit, dataIndex: 'organisationName' },
          { title: texts.parts, render: (_, each) => each.parts.map((part) => part.title).join('、') },
          { title: texts.consent, render: (_, each) => (each.needsConsent ? '✓' : all.none) },
          { title: texts.limit, align: 'right', render: (_, each) => formatNumber(each.limitMs) },
          {
            title: <span className="only-read">{all.actions}</span>,
            key: 'acts',
            render: (_, each) =>
              may('data.apply') ? (
                <Button size="small" type="primary" onClick={() => setVerifying(each)}>
                  {texts.verify}
                </Button>
              ) : null,
          },
        ]}
      />
      {verifying ? <Verify pack={verifying} onClose={() => setVerifying(null)} /> : null}
      {isDefining ? <DefinePackage onClose={() => setDefining(false)} /> : null}
    </>
  )
}

interface Ask {
  key: string
  purpose: string
  consent?: string
  part: string
  value: string
}

function Verify({ pack, onClose }: { pack: ServicePackage; onClose: () => void }) {
  const all = useTexts(sharingTexts)
  const texts = all.packages
  const [answer, setAnswer] = useState<Verification | null>(null)
  const isAnswered = useRef(false)
  const fields: DialogField[] = [
    { name: 'key', label: pack.keyTitle, kind: 'code', required: true },
    {
      ...{ name: 'part', label: texts.part, kind: 'choice', required: true },
      options: pack.parts.map((part) => ({ value: part.name, label: part.title })),
    },
    { name: 'value', label: texts.value, kind: 'text', required: true },
    { name: 'purpose', label: all.purpose, kind: 'text', required: true },
    ...(pack.needsConsent
      ? [{ name: 'consent', label: texts.consentNumber, kind: 'text' as const, required: true }]
      : []),
  ]
  if (answer)
    return (
      <FormDialog
        title={texts.verify}
        why={pack.title}
        fields={[]}
        act={async () => undefined}
        onClose={onClose}
      >
        <Facts
          facts={[
            {
              label: texts.verdict,
              value: <b>{answer.isDisputed ? `${answer.text}（${texts.disputed}）` : answer.text}</b>,
            },
            { label: texts.source, value: answer.source ?? all.none },
            { label: all.time, value: answer.time ? formatTime(answer.time) : all.none },
          ]}
        />
      </FormDialog>
    )
  return (
    <FormDialog<Ask>
      title={texts.verify}
      why={pack.title}
      first={{ part: pack.parts[0]?.name }}
      fields={fields}
      act={async ({ key, part, value, ...use }) => {
        const body = { ...use, items: [{ key, values: { [part]: value } }] }
        const { items } = await client.call(verifyByPackage, { params: { code: pack.code }, body })
        setAnswer(items[0] ?? null)
        isAnswered.current = true
      }}
      // The question makes way for its answer; only who gives it up leaves.
      onClose={() => isAnswered.current || onClose()}
    />
  )
}

function ObjectionList() {
  const all = useTexts(sharingTexts)
  const texts = all.packages
  const query = useListQuery(names)
  const box = useRef<HTMLDivElement>(null)
  const [answering, setAnswering] = useState<DataObjection | null>(null)
  const filter = { limit: query.limit, offset: query.offset, state: query.filters.state }
  const read = useRead(listDataObjections, { query: filter as object }, { keepPrevious: true })
  return (
    <>
      <FilterBar
        noSearch
        query={query}
        searchBox={box}
        filters={[{ name: 'state', label: all.state, options: toChoices(texts.objectionStates) }]}
      />
      <ListTable<DataObjection>
        label={texts.tabs.objections}
        read={read}
        query={query}
        rowKey={(each) => each.id}
        searchBox={box}
        empty={{ title: texts.empty, why: texts.why }}
        columns={[
          { title: all.entry.item, dataIndex: 'title' },
          { title: all.dataset, render: (_, each) => each.datasetName ?? all.none },
          { title: texts.sourceValue, render: (_, each) => each.sourceValue ?? all.none },
          { title: texts.statedValue, render: (_, each) => each.statedValue ?? all.none },
          { title: all.time, render: (_, each) => formatTime(each.createdTime) },
          {
            title: all.state,
            render: (_, each) => (
              <StateTag tone={each.state === 'open' ? 'loud' : 'over'}>
                {texts.objectionStates[each.state]}
              </StateTag>
            ),
          },
          { title: texts.answer, render: (_, each) => each.answer ?? all.none },
          {
            title: <span className="only-read">{all.actions}</span>,
            key: 'acts',
            render: (_, each) =>
              each.state === 'open' ? (
                <Button size="small" onClick={() => setAnswering(each)}>
                  {texts.answer}
                </Button>
              ) : null,
          },
        ]}
      />
      {answering ? (
        <FormDialog<{ state: 'corrected' | 'kept'; answer: string }>
          title={texts.answer}
          why={answering.title}
          fields={[
            {
              ...{ name: 'state', label: all.state, kind: 'choice', required: true },
              options: toChoices({
                corrected: texts.objectionStates.corrected,
                kept: texts.objectionStates.kept,
              }),
            },
            { name: 'answer', label: texts.answer, kind: 'area', required: true },
          ]}
          act={async (body) => {
            await client.call(answerDataObjection, { params: { id: answering.id }, body })
            refresh(listDataObjections)
          }}
          onClose={() => setAnswering(null)}
        />
      ) : null}
    </>
  )
}

function Saved() {
  const texts = useTexts(sharingTexts).packages
  const read = useRead(getPrefillStatistics, {})
  const columns = ['opened', 'submitted', 'filledFields', 'editedFields', 'savedMaterials'] as const
  return (
    <Table
      size="small"
      rowKey="code"
      loading={read.isPending}
      dataSource={read.data?.items}
      pagination={false}
      scroll={{ x: 'max-content' }}
      columns={[
        { title: texts.form, dataIndex: 'title' },
        ...columns.map((name) => ({ title: texts[name], dataIndex: name, align: 'right' as const })),
      ]}
    />
  )
}
