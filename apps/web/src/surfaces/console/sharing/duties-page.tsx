import {
  type DataDuty,
  deliverDataDuty,
  exemptDataDuty,
  issueDataDuties,
  issueInventoryDuty,
  listDataDuties,
  listDatasets,
  listOrganisations,
} from '@civitas/sdk'
import { formatTime, useTexts } from '@civitas/ui'
import { Button, Select, Space } from 'antd'
import type { Dayjs } from 'dayjs'
import { useContext, useRef, useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { FilterBar } from '../list/filter-bar.tsx'
import { ListTable } from '../list/list-table.tsx'
import { useListQuery } from '../list/use-list-query.ts'
import { FormDialog, toDay } from '../parts/form-dialog.tsx'
import { StateTag } from '../parts/page.tsx'
import { MeContext, useMay } from '../parts/permissions.tsx'
import { AppraisalPanel } from './appraisal-panel.tsx'
import { sharingTexts } from './sharing.texts.ts'
import { TabsPage, toChoices } from './tabs-page.tsx'

const names = ['state', 'tab'] as const
type Act = { is: 'issue' } | { is: 'inventory' } | { is: 'deliver' | 'exempt'; duty: DataDuty }

/** 责任清单与考核: who owes which data by when, what is overdue, and how the year is scored (PLT-057). */
export function DutiesPage() {
  const { title, tabs } = useTexts(sharingTexts).duties
  return (
    <TabsPage
      title={title}
      tabs={[
        { key: 'duties', label: tabs.duties, children: <DutyList /> },
        { key: 'noticed', label: tabs.noticed, children: <DutyList isNoticed /> },
        { key: 'appraisal', label: tabs.appraisal, children: <AppraisalPanel /> },
      ]}
    />
  )
}

const tones = { open: 'loud', delivered: undefined, overdue: 'bad', exempted: 'over' } as const

function DutyList({ isNoticed }: { isNoticed?: boolean }) {
  const all = useTexts(sharingTexts)
  const texts = all.duties
  const may = useMay()
  const me = useContext(MeContext)
  const query = useListQuery(names)
  const box = useRef<HTMLDivElement>(null)
  const [act, setAct] = useState<Act | null>(null)
  const filter = {
    limit: query.limit,
    offset: query.offset,
    state: query.filters.state,
    ...(isNoticed ? { isNoticed } : {}),
  }
  const read = useRead(listDataDuties, { query: filter as object }, { keepPrevious: true })
  const time = (text: string | null) => (text ? formatTime(text) : all.none)
  const isMine = (duty: DataDuty) =>
    may('data.own') && (may('data.govern') || duty.organisationId === me?.user.organisationId)
  return (
    <>
      <FilterBar
        noSearch
        query={query}
        searchBox={box}
        filters={isNoticed ? [] : [{ name: 'state', label: all.state, options: toChoices(texts.states) }]}
      >
        {may('data.appraise') && !isNoticed ? (
          <Space>
            <Button onClick={() => setAct({ is: 'inventory' })}>{texts.inventory}</Button>
            <Button type="primary" onClick={() => setAct({ is: 'issue' })}>
              {texts.issue}
            </Button>
          </Space>
        ) : null}
      </FilterBar>
      <ListTable<DataDuty>
        label={texts.tabs.duties}
        read={read}
        query={query}
        rowKey={(each) => each.id}
        searchBox={box}
        empty={{ title: texts.empty, why: texts.why }}
        columns={[
          { title: texts.document, dataIndex: 'documentNumber' },
          { title: all.unit, dataIndex: 'organisationName' },
          { title: texts.resource, dataIndex: 'resource' },
          { title: texts.item, dataIndex: 'item' },
          { title: texts.person, dataIndex: 'person' },
          { title: texts.due, dataIndex: 'dueDay' },
          {
            title: all.state,
            render: (_, each) => <StateTag tone={tones[each.state]}>{texts.states[each.state]}</StateTag>,
          },
          { title: texts.reminded, render: (_, each) => time(each.remindedTime) },
          { title: texts.noticed, render: (_, each) => time(each.noticedTime) },
          {
            title: <span className="only-read">{all.actions}</span>,
            key: 'acts',
            render: (_, duty) =>
              duty.state === 'open' || duty.state === 'overdue' ? (
                <Space>
                  {isMine(duty) ? (
                    <Button size="small" onClick={() => setAct({ is: 'deliver', duty })}>
                      {texts.deliver}
                    </Button>
                  ) : null}
                  {may('data.appraise') ? (
                    <Button size="small" onClick={() => setAct({ is: 'exempt', duty })}>
                      {texts.exempt}
                    </Button>
                  ) : null}
                </Space>
              ) : null,
          },
        ]}
      />
      {act?.is === 'inventory' ? <InventoryDialog onClose={() => setAct(null)} /> : null}
      {act && act.is !== 'inventory' ? <DutyDialog act={act} onClose={() => setAct(null)} /> : null}
    </>
  )
}

/** 年度数据清单: every chosen unit owes the list of what it may share and open this year. */
function InventoryDialog({ onClose }: { onClose: () => void }) {
  const texts = useTexts(sharingTexts).duties
  const all = useTexts(sharingTexts)
  const [words, setWords] = useState('')
  const organisations = useRead(
    listOrganisations,
    { query: { limit: 200, ...(words ? { search: words } : {}) } },
    { keepPrevious: true },
  )
  return (
    <FormDialog<{ documentNumber: string; year: number; dueDay: Dayjs; organisationIds: string[] }>
      title={texts.inventory}
      why={texts.inventoryWhy}
      first={{ year: new Date().getFullYear() }}
      fields={[
        { name: 'documentNumber', label: texts.document, kind: 'text', required: true },
        { name: 'year', label: texts.year, kind: 'number', min: 2000, max: 2200, required: true },
        { name: 'dueDay', label: texts.due, kind: 'day', required: true },
        {
          ...{ name: 'organisationIds', label: all.unit, kind: 'custom', required: true },
          control: (
            <Select
              mode="multiple"
              showSearch={{ filterOption: false, onSearch: setWords }}
              options={(organisations.data?.items ?? []).map((one) => ({ value: one.id, label: one.name }))}
            />
          ),
        },
      ]}
      act={async ({ dueDay, ...body }) => {
        await client.call(issueInventoryDuty, { body: { ...body, dueDay: toDay(dueDay) } })
        refresh(listDataDuties)
      }}
      onClose={onClose}
    />
  )
}

function DutyDialog({ act, onClose }: { act: Exclude<Act, { is: 'inventory' }>; onClose: () => void }) {
  const all = useTexts(sharingTexts)
  const texts = all.duties
  const organisations = useRead(listOrganisations, { query: { limit: 500 } }, { enabled: act.is === 'issue' })
  const datasets = useRead(
    listDatasets,
    {
      query: {
        state: 'published',
        limit: 200,
        ...('duty' in act ? { organisation: act.duty.organisationId } : {}),
      },
    },
    { enabled: act.is === 'deliver' },
  )
  if (act.is === 'issue') {
    const byName = new Map((organisations.data?.items ?? []).map((one) => [one.name, one.id]))
    const toDuty = (line: string) => {
      const [unit = '', resource = '', item = '', dueDay = '', person = ''] = line
        .split(/[,，]/)
        .map((part) => part.trim())
      return { organisationId: byName.get(unit), unit, resource, item, dueDay, person }
    }
    const read = (value: unknown) =>
      String(value ?? '')
        .split('\n')
        .filter((line) => line.trim())
        .map(toDuty)
    return (
      <FormDialog<{ documentNumber: string; title: string; noticeDays: number; lines: string }>
        title={texts.issue}
        width={720}
        first={{ noticeDays: 10 }}
        fields={[
          { name: 'documentNumber', label: texts.document, kind: 'text', required: true },
          { name: 'title', label: texts.batchTitle, kind: 'text', required: true },
          { name: 'noticeDays', label: texts.noticeDays, kind: 'number', min: 1, max: 365, required: true },
          {
            ...{
              name: 'lines',
              label: texts.lines,
              kind: 'area',
              rows: 6,
              maxLength: 50_000,
              required: true,
            },
            check: (value) => {
              const wrong = read(value).find((duty) => !duty.organisationId)
              return wrong ? texts.unknown(wrong.unit) : null
            },
          },
        ]}
        act={async ({ lines, ...body }) => {
          const duties = read(lines).map(({ unit: _, organisationId = '', ...duty }) => ({
            organisationId,
            ...duty,
          }))
          await client.call(issueDataDuties, { body: { ...body, duties } })
          refresh(listDataDuties)
        }}
        onClose={onClose}
      />
    )
  }
  const params = { id: act.duty.id }
  return act.is === 'deliver' ? (
    <FormDialog<{ datasetId: string }>
      title={texts.deliver}
      why={act.duty.resource}
      fields={[
        {
          ...{ name: 'datasetId', label: all.dataset, kind: 'choice', required: true },
          options: (datasets.data?.items ?? []).map((one) => ({ value: one.id, label: one.name })),
        },
      ]}
      act={async (body) => {
        await client.call(deliverDataDuty, { params, body })
        refresh(listDataDuties)
      }}
      onClose={onClose}
    />
  ) : (
    <FormDialog<{ reason: string }>
      title={texts.exempt}
      why={act.duty.resource}
      fields={[{ name: 'reason', label: all.reason, kind: 'area', required: true }]}
      act={async (body) => {
        await client.call(exemptDataDuty, { params, body })
        refresh(listDataDuties)
      }}
      onClose={onClose}
    />
  )
}
