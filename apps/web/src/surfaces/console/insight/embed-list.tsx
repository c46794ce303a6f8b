import {
  createSeriesEmbed,
  deleteSeriesEmbed,
  listSeriesEmbeds,
  type OperationOutput,
  type SeriesEmbed,
} from '@civitas/sdk'
import { formatTime, useTexts } from '@civitas/ui'
import { Alert, Button, Form, Input, InputNumber } from 'antd'
import { useRef, useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { FilterBar } from '../list/filter-bar.tsx'
import { ListTable } from '../list/list-table.tsx'
import { useListQuery } from '../list/use-list-query.ts'
import { ActDialog } from '../parts/act-dialog.tsx'
import { useMay } from '../parts/permissions.tsx'
import { DatastreamSelect } from './datastream-select.tsx'
import styles from './insight.module.css'
import { insightTexts } from './insight.texts.ts'

type Made = OperationOutput<typeof createSeriesEmbed>

const none: string[] = []

/** Charts that other sites show in a frame. */
export function EmbedList() {
  const texts = useTexts(insightTexts)
  const canWrite = useMay()('sensing.rules')
  const query = useListQuery(none)
  const box = useRef<HTMLDivElement>(null)
  const [isMaking, setMaking] = useState(false)
  const [made, setMade] = useState<Made | null>(null)
  const [removing, setRemoving] = useState<SeriesEmbed | null>(null)
  const read = useRead(
    listSeriesEmbeds,
    { query: { search: query.search || undefined, limit: query.limit, offset: query.offset } },
    { keepPrevious: true },
  )
  return (
    <>
      <FilterBar query={query} searchBox={box}>
        {canWrite ? (
          <Button type="primary" onClick={() => setMaking(true)}>
            {texts.newEmbed}
          </Button>
        ) : null}
      </FilterBar>
      {made ? <Alert type="info" title={texts.embedOnce} description={<code>{frameOf(made)}</code>} /> : null}
      <ListTable
        label={texts.tabs.embeds}
        read={read}
        query={query}
        columns={[
          { title: texts.name, key: 'title', render: (_, each) => each.title },
          { title: texts.thing, key: 'thing', render: (_, each) => each.thingName },
          { title: texts.hours, key: 'hours', align: 'right', render: (_, each) => each.hours },
          { title: texts.expires, key: 'expires', render: (_, each) => formatTime(each.expiresTime) },
          { title: texts.lastRead, key: 'read', render: (_, each) => formatTime(each.lastReadTime) },
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
        searchBox={box}
        empty={{ title: texts.noEmbeds, why: texts.embedWhy }}
      />
      {isMaking ? <EmbedDialog onMade={setMade} onClose={() => setMaking(false)} /> : null}
      {removing ? (
        <ActDialog
          title={texts.remove}
          why={`${removing.title}：${texts.embedRemoveWhy}`}
          danger
          comment="none"
          act={async () => {
            await client.call(deleteSeriesEmbed, { params: { id: removing.id } })
            refresh(listSeriesEmbeds)
          }}
          onClose={() => setRemoving(null)}
        />
      ) : null}
    </>
  )
}

/** What another site puts on its page. */
function frameOf({ embed, token }: Made): string {
  const address = `${window.location.origin}/embed/series/${embed.id}#${token}`
  return `<iframe src="${address}" width="640" height="360" title="${embed.title.replaceAll('"', '&quot;')}"></iframe>`
}

function EmbedDialog({ onMade, onClose }: { onMade: (made: Made) => void; onClose: () => void }) {
  const texts = useTexts(insightTexts)
  const [title, setTitle] = useState('')
  const [datastreamId, setStream] = useState<number>()
  const [hours, setHours] = useState(24)
  const [validDays, setDays] = useState(90)
  return (
    <ActDialog
      title={texts.newEmbed}
      why={texts.embedWhy}
      comment="none"
      width={640}
      isReady={title.trim() !== '' && datastreamId !== undefined}
      act={async () => {
        if (datastreamId === undefined) return
        const body = { title: title.trim(), datastreamId, hours, validDays }
        onMade(await client.call(createSeriesEmbed, { body }))
        refresh(listSeriesEmbeds)
      }}
      onClose={onClose}
    >
      <Form layout="vertical">
        <Form.Item label={texts.name} htmlFor="embed-title" required>
          <Input
            id="embed-title"
            maxLength={100}
            value={title}
            onChange={(event) => setTitle(event.target.value)}
          />
        </Form.Item>
        <div className={styles.line}>
          <DatastreamSelect id="embed-thing" onChange={setStream} />
        </div>
        <Form.Item label={texts.hours} htmlFor="embed-hours">
          <InputNumber
            id="embed-hours"
            min={1}
            max={744}
            value={hours}
            onChange={(value) => setHours(value ?? 24)}
          />
        </Form.Item>
        <Form.Item label={texts.validDays} htmlFor="embed-days">
          <InputNumber
            id="embed-days"
            min={1}
            max={366}
            value={validDays}
            onChange={(value) => setDays(value ?? 90)}
          />
        </Form.Item>
      </Form>
    </ActDialog>
  )
}
