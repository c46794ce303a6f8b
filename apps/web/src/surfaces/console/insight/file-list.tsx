import {
  deleteScheduledFile,
  downloadScheduledRun,
  listScheduledFiles,
  listScheduledRuns,
  runScheduledFile,
  type ScheduledFile,
} from '@civitas/sdk'
import { formatNumber, formatTime, useTexts } from '@civitas/ui'
import { Button, Table } from 'antd'
import { useRef, useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { FilterBar } from '../list/filter-bar.tsx'
import { ListTable } from '../list/list-table.tsx'
import { useListQuery } from '../list/use-list-query.ts'
import { ActDialog } from '../parts/act-dialog.tsx'
import { useMay } from '../parts/permissions.tsx'
import { FileDialog } from './file-dialog.tsx'
import styles from './insight.module.css'
import { insightTexts } from './insight.texts.ts'

const none: string[] = []

/** Files the clock makes; those made for the one that is opened stand below. */
export function FileList() {
  const texts = useTexts(insightTexts)
  const may = useMay()
  const query = useListQuery(none)
  const box = useRef<HTMLDivElement>(null)
  const [isMaking, setMaking] = useState(false)
  const [opened, setOpened] = useState<ScheduledFile | null>(null)
  const [removing, setRemoving] = useState<ScheduledFile | null>(null)
  const read = useRead(
    listScheduledFiles,
    { query: { search: query.search || undefined, limit: query.limit, offset: query.offset } },
    { keepPrevious: true, everyMs: 30_000 },
  )
  const canWrite = may('sensing.rules')
  return (
    <>
      <FilterBar query={query} searchBox={box}>
        {canWrite ? (
          <Button type="primary" onClick={() => setMaking(true)}>
            {texts.newFile}
          </Button>
        ) : null}
      </FilterBar>
      <ListTable
        label={texts.tabs.files}
        read={read}
        query={query}
        columns={[
          {
            title: texts.name,
            key: 'title',
            render: (_, each) => (
              <Button type="link" onClick={() => setOpened(each)}>
                {each.title}
              </Button>
            ),
          },
          { title: texts.bucket, key: 'bucket', render: (_, each) => texts.buckets[each.bucket] },
          { title: texts.every, key: 'every', render: (_, each) => texts.everies[each.every] },
          { title: texts.format, key: 'format', render: (_, each) => each.format.toUpperCase() },
          { title: texts.next, key: 'next', render: (_, each) => formatTime(each.nextTime) },
          { title: texts.files, key: 'files', align: 'right', render: (_, each) => formatNumber(each.files) },
          {
            title: <span className="only-read">{texts.remove}</span>,
            key: 'acts',
            align: 'right',
            render: (_, each) =>
              canWrite ? (
                <Button size="small" danger onClick={() => setRemoving(each)}>
                  {texts.remove}
                </Button>
              ) : null,
          },
        ]}
        rowKey={(each) => each.id}
        onOpen={setOpened}
        searchBox={box}
        empty={{ title: texts.noFiles, why: texts.fileWhy }}
      />
      {opened ? <Runs key={opened.id} file={opened} canWrite={canWrite} /> : null}
      {isMaking ? <FileDialog onClose={() => setMaking(false)} /> : null}
      {removing ? (
        <ActDialog
          title={texts.remove}
          why={`${removing.title}：${texts.removeWhy}`}
          danger
          comment="none"
          act={async () => {
            await client.call(deleteScheduledFile, { params: { id: removing.id } })
            setOpened(null)
            refresh(listScheduledFiles)
          }}
          onClose={() => setRemoving(null)}
        />
      ) : null}
    </>
  )
}

function Runs({ file, canWrite }: { file: ScheduledFile; canWrite: boolean }) {
  const texts = useTexts(insightTexts)
  const params = { id: file.id }
  const read = useRead(listScheduledRuns, { params, query: { limit: 60 } })
  const make = async () => {
    await client.call(runScheduledFile, { params, body: {} })
    refresh(listScheduledRuns, listScheduledFiles)
  }
  return (
    <section className={styles.panel} aria-label={file.title}>
      <h2>{`${file.title} · ${texts.runs}`}</h2>
      {canWrite ? (
        <div className={styles.acts}>
          <Button onClick={() => void make()}>{texts.makeNow}</Button>
        </div>
      ) : null}
      <Table
        rowKey="id"
        size="small"
        pagination={false}
        dataSource={read.data?.items ?? []}
        columns={[
          {
            title: texts.period,
            key: 'period',
            render: (_, each) => `${formatTime(each.fromTime)} — ${formatTime(each.toTime)}`,
          },
          { title: texts.time, key: 'time', render: (_, each) => formatTime(each.madeTime) },
          { title: texts.rows, key: 'rows', align: 'right', render: (_, each) => formatNumber(each.rows) },
          {
            title: texts.download,
            key: 'download',
            render: (_, each) =>
              each.error === null ? (
                <Button size="small" onClick={() => void download(file, each.id)}>
                  {texts.download}
                </Button>
              ) : (
                `${texts.failed}：${each.error}`
              ),
          },
        ]}
      />
    </section>
  )
}

/** Fetches a file with the session of the page and hands it to the browser. */
async function download(file: ScheduledFile, runId: string): Promise<void> {
  const text = await client.call(downloadScheduledRun, { params: { id: file.id, runId } })
  const content = typeof text === 'string' ? text : JSON.stringify(text)
  const url = URL.createObjectURL(new Blob([content]))
  const link = document.createElement('a')
  link.href = url
  link.download = `${file.title}.${file.format}`
  link.click()
  URL.revokeObjectURL(url)
}
