import { createGrant, type DeviceGrant, listGrants, revokeGrant } from '@civitas/sdk'
import { formatNumber, formatTime, useTexts } from '@civitas/ui'
import { Button, Checkbox, DatePicker, Form, Input, Select, type TableColumnsType } from 'antd'
import dayjs from 'dayjs'
import { useRef, useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { useModelTitles } from '../fleet/use-model-titles.ts'
import { FilterBar } from '../list/filter-bar.tsx'
import { ListTable } from '../list/list-table.tsx'
import { useListQuery } from '../list/use-list-query.ts'
import { ActDialog } from '../parts/act-dialog.tsx'
import { DivisionName } from '../parts/division-name.tsx'
import { DivisionSelect } from '../parts/division-select.tsx'
import { OrganisationSelect } from '../parts/organisation-select.tsx'
import { StateTag } from '../parts/page.tsx'
import { consoleTexts } from '../shell/console.texts.ts'
import { admissionTexts } from './admission.texts.ts'

const none: string[] = []

/** Rights of organisations over devices. */
export function GrantList() {
  const texts = useTexts(admissionTexts)
  const query = useListQuery(none)
  const box = useRef<HTMLDivElement>(null)
  const [isGranting, setGranting] = useState(false)
  const [revoking, setRevoking] = useState<string | null>(null)
  const read = useRead(
    listGrants,
    { query: { limit: query.limit, offset: query.offset } },
    { keepPrevious: true },
  )
  const grant = (
    <Button type="primary" onClick={() => setGranting(true)}>
      {texts.grant}
    </Button>
  )
  return (
    <>
      <FilterBar query={query} searchBox={box} noSearch>
        {grant}
      </FilterBar>
      <ListTable
        label={texts.tabs.grants}
        read={read}
        query={query}
        columns={useColumns(setRevoking)}
        rowKey={(each) => each.id}
        searchBox={box}
        empty={{ title: texts.noGrants, why: texts.noGrantsWhy }}
      />
      {isGranting ? <GrantDialog onClose={() => setGranting(false)} /> : null}
      {revoking ? (
        <ActDialog
          title={texts.revoke}
          why={texts.revokeWhy}
          danger
          comment="none"
          act={async () => {
            await client.call(revokeGrant, { params: { id: revoking } })
            refresh(listGrants)
          }}
          onClose={() => setRevoking(null)}
        />
      ) : null}
    </>
  )
}

function useColumns(onRevoke: (id: string) => void): TableColumnsType<DeviceGrant> {
  const texts = useTexts(admissionTexts)
  const shell = useTexts(consoleTexts)
  const titles = useModelTitles()
  return [
    { title: texts.organisation, key: 'organisation', render: (_, each) => each.organisationName ?? '—' },
    {
      title: texts.rights,
      key: 'rights',
      render: (_, each) => each.rights.map((right) => texts.rightNames[right]).join(' · '),
    },
    {
      title: texts.covers,
      key: 'covers',
      render: (_, each) =>
        each.thingIds ? (
          texts.things(formatNumber(each.thingIds.length))
        ) : (
          <>
            {each.thingType ? (titles.get(each.thingType) ?? each.thingType) : texts.allOf} ·{' '}
            <DivisionName code={each.divisionCode} />
          </>
        ),
    },
    {
      title: texts.state,
      key: 'state',
      render: (_, each) => (
        <StateTag tone={each.state === 'active' ? undefined : 'over'}>
          {texts.grantStates[each.state]}
        </StateTag>
      ),
    },
    { title: texts.expires, key: 'expires', render: (_, each) => formatTime(each.expiresTime) },
    { title: texts.reason, key: 'reason', ellipsis: true, width: 240, render: (_, each) => each.reason },
    {
      title: <span className="only-read">{shell.actions}</span>,
      key: 'acts',
      align: 'right',
      render: (_, each) =>
        each.state === 'active' ? (
          <Button size="small" danger onClick={() => onRevoke(each.id)}>
            {texts.revoke}
          </Button>
        ) : null,
    },
  ]
}

function GrantDialog({ onClose }: { onClose: () => void }) {
  const texts = useTexts(admissionTexts)
  const titles = useModelTitles()
  const [organisationId, setOrganisation] = useState<string>()
  const [rights, setRights] = useState<('read' | 'control')[]>(['read'])
  const [thingType, setThingType] = useState<string>()
  const [divisionCode, setDivision] = useState<string>()
  const [expires, setExpires] = useState(() => dayjs().add(90, 'day'))
  const [reason, setReason] = useState('')
  const isReady = organisationId !== undefined && rights.length > 0 && reason.trim() !== ''
  return (
    <ActDialog
      title={texts.grant}
      why={texts.grantWhy}
      comment="none"
      isReady={isReady && (thingType !== undefined || divisionCode !== undefined)}
      act={async () => {
        await client.call(createGrant, {
          body: {
            organisationId: organisationId ?? '',
            rights,
            ...(thingType ? { thingType } : {}),
            ...(divisionCode ? { divisionCode } : {}),
            expiresTime: expires.toISOString(),
            reason: reason.trim(),
          },
        })
        refresh(listGrants)
      }}
      onClose={onClose}
    >
      <Form layout="vertical">
        <Form.Item label={texts.organisation} htmlFor="grant-organisation" required>
          <OrganisationSelect id="grant-organisation" value={organisationId} onChange={setOrganisation} />
        </Form.Item>
        <Form.Item label={texts.rights} required>
          <Checkbox.Group
            value={rights}
            onChange={setRights}
            options={(['read', 'control'] as const).map((value) => ({
              value,
              label: texts.rightNames[value],
            }))}
          />
        </Form.Item>
        <Form.Item label={texts.thingType} htmlFor="grant-type">
          <Select
            id="grant-type"
            allowClear
            value={thingType}
            options={[...titles].map(([value, label]) => ({ value, label }))}
            onChange={setThingType}
          />
        </Form.Item>
        <Form.Item label={texts.division}>
          <DivisionSelect width="100%" value={divisionCode} onChange={setDivision} />
        </Form.Item>
        <Form.Item label={texts.expires} htmlFor="grant-expires" required>
          <DatePicker
            id="grant-expires"
            style={{ width: '100%' }}
            allowClear={false}
            value={expires}
            onChange={(day) => day && setExpires(day)}
          />
        </Form.Item>
        <Form.Item label={texts.reason} htmlFor="grant-reason" required>
          <Input
            id="grant-reason"
            maxLength={2000}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
        </Form.Item>
      </Form>
    </ActDialog>
  )
}
