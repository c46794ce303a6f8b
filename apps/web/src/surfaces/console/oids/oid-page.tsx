import {
  createOidArc,
  listOidArcs,
  listOidObjects,
  type OidArc,
  type OidObject,
  registerOids,
  resolveOid,
  revokeOid,
} from '@civitas/sdk'
import { formatNumber, formatTime, useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { Button, Drawer, Form, Input, InputNumber, Select, type TableColumnsType, Tabs } from 'antd'
import { useRef, useState } from 'react'
import { useSearchParams } from 'react-router'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import styles from '../devices/devices.module.css'
import { FilterBar } from '../list/filter-bar.tsx'
import { ListTable } from '../list/list-table.tsx'
import { useListQuery } from '../list/use-list-query.ts'
import { ActDialog } from '../parts/act-dialog.tsx'
import { OrganisationSelect } from '../parts/organisation-select.tsx'
import { Facts, Page, Raw, StateTag } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { ProblemNote } from '../parts/problem-note.tsx'
import { oidsTexts } from './oids.texts.ts'

const objectFilters = ['state'] as const
const none: string[] = []

/** Object identifiers: arcs with quotas, objects under them, and what an identifier stands for. */
export function OidPage() {
  const texts = useTexts(oidsTexts)
  const [parameters, setParameters] = useSearchParams()
  const [shown, setShown] = useState<OidObject | null>(null)
  const resolve = useMutation({
    mutationFn: (name: string) => client.call(resolveOid, { query: { name } }),
    onSuccess: setShown,
  })
  return (
    <Page
      title={texts.title}
      acts={
        <Input.Search
          aria-label={texts.resolve}
          placeholder={texts.resolveHint}
          style={{ width: 340 }}
          loading={resolve.isPending}
          onSearch={(words) => words.trim() && resolve.mutate(words.trim())}
        />
      }
    >
      <ProblemNote error={resolve.error} />
      <Tabs
        destroyOnHidden
        activeKey={parameters.get('tab') ?? 'objects'}
        onChange={(tab) => setParameters(tab === 'objects' ? {} : { tab })}
        items={[
          { key: 'objects', label: texts.tabs.objects, children: <Objects onOpen={setShown} /> },
          { key: 'arcs', label: texts.tabs.arcs, children: <Arcs /> },
        ]}
      />
      <Drawer open={shown !== null} size={520} title={shown?.title} onClose={() => setShown(null)}>
        {shown ? <ObjectView object={shown} onDone={() => setShown(null)} /> : null}
      </Drawer>
    </Page>
  )
}

function Objects({ onOpen }: { onOpen: (object: OidObject) => void }) {
  const texts = useTexts(oidsTexts)
  const may = useMay()
  const query = useListQuery(objectFilters)
  const box = useRef<HTMLDivElement>(null)
  const [isRegistering, setRegistering] = useState(false)
  const read = useRead(
    listOidObjects,
    {
      query: {
        limit: query.limit,
        offset: query.offset,
        search: query.search || undefined,
        state: query.filters.state as OidObject['state'] | undefined,
      },
    },
    { keepPrevious: true },
  )
  const { columns } = texts
  const table: TableColumnsType<OidObject> = [
    { title: columns.oid, key: 'oid', render: (_, each) => <span className="code">{each.oid}</span> },
    { title: columns.title, key: 'title', render: (_, each) => each.title },
    { title: texts.kind, key: 'kind', render: (_, each) => texts.kinds[each.kind] },
    {
      title: texts.state,
      key: 'state',
      render: (_, each) => (
        <StateTag tone={each.state === 'revoked' ? 'over' : undefined}>{texts.states[each.state]}</StateTag>
      ),
    },
    { title: columns.owner, key: 'owner', render: (_, each) => each.ownerName ?? '—' },
    { title: columns.created, key: 'created', render: (_, each) => formatTime(each.createdTime) },
  ]
  return (
    <>
      <FilterBar
        query={query}
        placeholder={texts.search}
        searchBox={box}
        filters={[
          {
            name: 'state',
            label: texts.state,
            options: Object.entries(texts.states).map(([value, label]) => ({ value, label })),
          },
        ]}
      >
        {may('sensing.oids') ? (
          <Button type="primary" onClick={() => setRegistering(true)}>
            {texts.register}
          </Button>
        ) : null}
      </FilterBar>
      <ListTable
        label={texts.tabs.objects}
        read={read}
        query={query}
        columns={table}
        rowKey={(each) => each.oid}
        onOpen={onOpen}
        searchBox={box}
        empty={{ title: texts.emptyObjects, why: texts.emptyObjectsWhy }}
      />
      {isRegistering ? <RegisterDialog onClose={() => setRegistering(false)} /> : null}
    </>
  )
}

function ObjectView({ object, onDone }: { object: OidObject; onDone: () => void }) {
  const texts = useTexts(oidsTexts)
  const may = useMay()
  const [isRevoking, setRevoking] = useState(false)
  const { columns } = texts
  return (
    <div className={styles.stack}>
      <Facts
        facts={[
          { label: columns.oid, value: <span className="code">{object.oid}</span>, whole: true },
          { label: texts.kind, value: texts.kinds[object.kind] },
          { label: texts.state, value: texts.states[object.state] },
          { label: columns.owner, value: object.ownerName ?? '—' },
          { label: texts.successor, value: <span className="code">{object.successor ?? '—'}</span> },
          {
            label: columns.aliases,
            value: (
              <span className="code">{object.aliases.map((each) => each.alias).join(' · ') || '—'}</span>
            ),
            whole: true,
          },
          { label: columns.payload, value: <span className="code">{object.payload}</span>, whole: true },
        ]}
      />
      <h3>{texts.attributes}</h3>
      <Raw>{JSON.stringify(object.attributes, null, 2)}</Raw>
      {object.state === 'active' && may('sensing.oids') ? (
        <Button danger onClick={() => setRevoking(true)}>
          {texts.revoke}
        </Button>
      ) : null}
      {isRevoking ? (
        <ActDialog
          title={texts.revoke}
          why={texts.revokeWhy}
          danger
          comment="required"
          act={async (reason) => {
            await client.call(revokeOid, { params: { oid: object.oid }, body: { reason } })
            refresh(listOidObjects)
            onDone()
          }}
          onClose={() => setRevoking(false)}
        />
      ) : null}
    </div>
  )
}

function RegisterDialog({ onClose }: { onClose: () => void }) {
  const texts = useTexts(oidsTexts)
  const [arc, setArc] = useState<string>()
  const [title, setTitle] = useState('')
  const [kind, setKind] = useState<OidObject['kind']>('device')
  const arcs = useRead(listOidArcs, { query: { limit: 200 } })
  return (
    <ActDialog
      title={texts.register}
      comment="none"
      isReady={arc !== undefined && title.trim() !== ''}
      act={async () => {
        const { rows } = await client.call(registerOids, {
          params: { oid: arc ?? '' },
          body: { rows: [{ kind, title: title.trim() }] },
        })
        if (rows[0]?.error) throw new Error(rows[0].error)
        refresh(listOidObjects, listOidArcs)
      }}
      onClose={onClose}
    >
      <Form layout="vertical">
        <Form.Item label={texts.arc} htmlFor="oid-arc" required>
          <Select
            id="oid-arc"
            value={arc}
            options={(arcs.data?.items ?? []).map((each) => ({
              value: each.arc,
              label: `${each.arc} ${each.title}`,
            }))}
            onChange={setArc}
          />
        </Form.Item>
        <Form.Item label={texts.kind} htmlFor="oid-kind" required>
          <Select
            id="oid-kind"
            value={kind}
            options={Object.entries(texts.kinds).map(([value, label]) => ({
              value: value as OidObject['kind'],
              label,
            }))}
            onChange={setKind}
          />
        </Form.Item>
        <Form.Item label={texts.name} htmlFor="oid-title" required>
          <Input
            id="oid-title"
            maxLength={200}
            value={title}
            onChange={(event) => setTitle(event.target.value)}
          />
        </Form.Item>
      </Form>
    </ActDialog>
  )
}

function Arcs() {
  const texts = useTexts(oidsTexts)
  const may = useMay()
  const query = useListQuery(none)
  const box = useRef<HTMLDivElement>(null)
  const [isCreating, setCreating] = useState(false)
  const read = useRead(
    listOidArcs,
    { query: { limit: query.limit, offset: query.offset } },
    { keepPrevious: true },
  )
  const { arcColumns } = texts
  const table: TableColumnsType<OidArc> = [
    { title: texts.arc, key: 'arc', render: (_, each) => <span className="code">{each.arc}</span> },
    { title: texts.name, key: 'title', render: (_, each) => each.title },
    {
      title: arcColumns.organisation,
      key: 'organisation',
      render: (_, each) => each.organisationName ?? '—',
    },
    { title: arcColumns.administrator, key: 'administrator', render: (_, each) => each.administrator ?? '—' },
    {
      title: arcColumns.issued,
      key: 'issued',
      align: 'right',
      render: (_, each) => formatNumber(each.issued),
    },
    { title: arcColumns.quota, key: 'quota', align: 'right', render: (_, each) => formatNumber(each.quota) },
  ]
  return (
    <>
      <FilterBar query={query} searchBox={box} noSearch>
        {may('sensing.oids') ? (
          <Button type="primary" onClick={() => setCreating(true)}>
            {texts.createArc}
          </Button>
        ) : null}
      </FilterBar>
      <ListTable
        label={texts.tabs.arcs}
        read={read}
        query={query}
        columns={table}
        rowKey={(each) => each.arc}
        searchBox={box}
        empty={{ title: texts.emptyArcs, why: texts.emptyArcsWhy }}
      />
      {isCreating ? <ArcDialog onClose={() => setCreating(false)} /> : null}
    </>
  )
}

function ArcDialog({ onClose }: { onClose: () => void }) {
  const texts = useTexts(oidsTexts)
  const [arc, setArc] = useState('')
  const [title, setTitle] = useState('')
  const [quota, setQuota] = useState(10_000)
  const [organisationId, setOrganisation] = useState<string>()
  return (
    <ActDialog
      title={texts.createArc}
      comment="none"
      isReady={arc !== '' && title !== ''}
      act={async () => {
        await client.call(createOidArc, {
          body: { arc, title, quota, ...(organisationId ? { organisationId } : {}) },
        })
        refresh(listOidArcs)
      }}
      onClose={onClose}
    >
      <Form layout="vertical">
        <Form.Item label={texts.arc} htmlFor="arc-oid" required>
          <Input
            id="arc-oid"
            className="code"
            placeholder="1.2.156.1000.1"
            value={arc}
            onChange={(event) => setArc(event.target.value.trim())}
          />
        </Form.Item>
        <Form.Item label={texts.name} htmlFor="arc-title" required>
          <Input id="arc-title" value={title} onChange={(event) => setTitle(event.target.value)} />
        </Form.Item>
        <Form.Item label={texts.arcColumns.quota} htmlFor="arc-quota" required>
          <InputNumber
            id="arc-quota"
            min={1}
            precision={0}
            style={{ width: '100%' }}
            value={quota}
            onChange={(value) => setQuota(value ?? 1)}
          />
        </Form.Item>
        <Form.Item label={texts.arcColumns.organisation} htmlFor="arc-organisation">
          <OrganisationSelect id="arc-organisation" value={organisationId} onChange={setOrganisation} />
        </Form.Item>
      </Form>
    </ActDialog>
  )
}
