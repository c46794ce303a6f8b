import {
  type ConformanceRun,
  finishConformanceRun,
  getConformanceRun,
  listConformanceRuns,
  listFleet,
  listProfiles,
  startConformanceRun,
} from '@civitas/sdk'
import { formatTime, Loading, useTexts } from '@civitas/ui'
import { Button, Drawer, Form, Input, Select, type TableColumnsType } from 'antd'
import { useRef, useState } from 'react'
import { client } from '../../../app/client.ts'
import { ProblemView } from '../../../app/problem-view.tsx'
import { refresh, useRead } from '../../../app/query.ts'
import styles from '../devices/devices.module.css'
import { FilterBar } from '../list/filter-bar.tsx'
import { ListTable } from '../list/list-table.tsx'
import { useListQuery } from '../list/use-list-query.ts'
import { ActDialog } from '../parts/act-dialog.tsx'
import { Lines, Raw, StateTag } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { conformanceTexts } from './conformance.texts.ts'

const names = ['state'] as const
const tones = { running: 'loud', passed: undefined, failed: 'bad' } as const

/** Tests of live devices against profiles. */
export function RunList() {
  const texts = useTexts(conformanceTexts)
  const may = useMay()
  const query = useListQuery(names)
  const box = useRef<HTMLDivElement>(null)
  const [isStarting, setStarting] = useState(false)
  const [shown, setShown] = useState<string | null>(null)
  const read = useRead(
    listConformanceRuns,
    {
      query: {
        limit: query.limit,
        offset: query.offset,
        state: query.filters.state as ConformanceRun['state'] | undefined,
      },
    },
    { keepPrevious: true },
  )
  return (
    <>
      <FilterBar
        query={query}
        searchBox={box}
        noSearch
        filters={[
          {
            name: 'state',
            label: texts.columns.result,
            options: Object.entries(texts.runStates).map(([value, label]) => ({ value, label })),
          },
        ]}
      >
        {may('sensing.models') ? (
          <Button type="primary" onClick={() => setStarting(true)}>
            {texts.start}
          </Button>
        ) : null}
      </FilterBar>
      <ListTable
        label={texts.tabs.runs}
        read={read}
        query={query}
        columns={useColumns()}
        rowKey={(each) => each.id}
        onOpen={(each) => setShown(each.id)}
        searchBox={box}
        empty={{ title: texts.noRuns, why: texts.noRunsWhy }}
      />
      <Drawer open={shown !== null} size={620} title={texts.report} onClose={() => setShown(null)}>
        {shown ? <RunView id={shown} /> : null}
      </Drawer>
      {isStarting ? <StartDialog onClose={() => setStarting(false)} /> : null}
    </>
  )
}

function useColumns(): TableColumnsType<ConformanceRun> {
  const { columns, runStates } = useTexts(conformanceTexts)
  return [
    { title: columns.device, key: 'device', render: (_, each) => each.thingName },
    { title: columns.vendor, key: 'vendor', render: (_, each) => `${each.vendor} ${each.modelName}` },
    {
      title: columns.profile,
      key: 'profile',
      render: (_, each) => <span className="code">{`${each.profileId} V${each.profileVersion}`}</span>,
    },
    {
      title: columns.result,
      key: 'result',
      render: (_, each) => <StateTag tone={tones[each.state]}>{runStates[each.state]}</StateTag>,
    },
    {
      title: columns.started,
      key: 'started',
      render: (_, each) => `${formatTime(each.startedTime)} ${each.startedBy}`,
    },
    { title: columns.validUntil, key: 'validUntil', render: (_, each) => formatTime(each.validUntil) },
  ]
}

function RunView({ id }: { id: string }) {
  const texts = useTexts(conformanceTexts)
  const may = useMay()
  const [isFinishing, setFinishing] = useState(false)
  const read = useRead(getConformanceRun, { params: { id } }, { everyMs: 5_000 })
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  if (!read.data) return <Loading />
  const { run, report, signature } = read.data
  return (
    <div className={styles.stack}>
      <div>
        {run.thingName} <StateTag tone={tones[run.state]}>{texts.runStates[run.state]}</StateTag>
      </div>
      {run.state === 'running' && may('sensing.models') ? (
        <Button type="primary" onClick={() => setFinishing(true)}>
          {texts.finish}
        </Button>
      ) : null}
      <h3>{texts.items}</h3>
      <Lines>
        {run.items.map((item) => (
          <div key={item.item}>
            <StateTag tone={item.passed ? undefined : 'bad'}>
              {item.passed ? texts.passed : texts.failed}
            </StateTag>
            <span style={{ flex: 1 }}>
              {item.item} <small>{item.detail}</small>
              {item.packet ? <code>{item.packet}</code> : null}
            </span>
          </div>
        ))}
      </Lines>
      {report ? <Raw>{report}</Raw> : null}
      {signature ? (
        <>
          <h3>{texts.signature}</h3>
          <Raw>{signature}</Raw>
        </>
      ) : null}
      {isFinishing ? (
        <ActDialog
          title={texts.finish}
          comment="none"
          act={async () => {
            await client.call(finishConformanceRun, { params: { id } })
            refresh(getConformanceRun, listConformanceRuns)
          }}
          onClose={() => setFinishing(false)}
        />
      ) : null}
    </div>
  )
}

function StartDialog({ onClose }: { onClose: () => void }) {
  const texts = useTexts(conformanceTexts)
  const [profileId, setProfile] = useState<string>()
  const [thingId, setThing] = useState<string>()
  const [vendor, setVendor] = useState('')
  const [modelName, setModelName] = useState('')
  const [words, setWords] = useState('')
  const profiles = useRead(listProfiles, { query: { limit: 200 } })
  const things = useRead(
    listFleet,
    { query: { search: words || undefined, limit: 30 } },
    { keepPrevious: true },
  )
  const known = new Map((profiles.data?.items ?? []).map((each) => [each.id, each.title]))
  return (
    <ActDialog
      title={texts.start}
      why={texts.startWhy}
      comment="none"
      isReady={Boolean(profileId && thingId && vendor && modelName)}
      act={async () => {
        await client.call(startConformanceRun, {
          body: { profileId: profileId ?? '', thingId: thingId ?? '', vendor, modelName },
        })
        refresh(listConformanceRuns)
      }}
      onClose={onClose}
    >
      <Form layout="vertical">
        <Form.Item label={texts.columns.profile} htmlFor="run-profile" required>
          <Select
            id="run-profile"
            value={profileId}
            options={[...known].map(([value, label]) => ({ value, label }))}
            onChange={setProfile}
          />
        </Form.Item>
        <Form.Item label={texts.thing} htmlFor="run-thing" required extra={texts.thingHint}>
          <Select
            id="run-thing"
            showSearch={{ filterOption: false, onSearch: setWords }}
            loading={things.isFetching}
            value={thingId}
            options={(things.data?.items ?? []).map((each) => ({
              value: each.id,
              label: `${each.name} ${each.reference}`,
            }))}
            onChange={setThing}
          />
        </Form.Item>
        <Form.Item label={texts.vendor} htmlFor="run-vendor" required>
          <Input id="run-vendor" value={vendor} onChange={(event) => setVendor(event.target.value)} />
        </Form.Item>
        <Form.Item label={texts.modelName} htmlFor="run-model" required>
          <Input id="run-model" value={modelName} onChange={(event) => setModelName(event.target.value)} />
        </Form.Item>
      </Form>
    </ActDialog>
  )
}
