import { type AbilityGrant, decideAbilityGrant, listAbilities, listAbilityGrants } from '@civitas/sdk'
import { formatNumber, formatTime, useTexts } from '@civitas/ui'
import { Button, Space } from 'antd'
import { useRef, useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { ListTable } from '../list/list-table.tsx'
import { useListQuery } from '../list/use-list-query.ts'
import { FormDialog } from '../parts/form-dialog.tsx'
import { StateTag } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { sharingTexts } from './sharing.texts.ts'

const names = ['tab'] as const

/** Requests to use abilities, decided by who offers them. */
export function AbilityRequestList() {
  const all = useTexts(sharingTexts)
  const texts = all.gateway
  const may = useMay()
  const query = useListQuery(names)
  const box = useRef<HTMLDivElement>(null)
  const [act, setAct] = useState<{ grant: AbilityGrant; agree: boolean } | null>(null)
  const page = { limit: query.limit, offset: query.offset }
  const read = useRead(listAbilityGrants, { query: page }, { keepPrevious: true })
  return (
    <>
      <ListTable<AbilityGrant>
        label={texts.tabs.requests}
        read={read}
        query={query}
        rowKey={(each) => each.id}
        searchBox={box}
        empty={{ title: texts.empty, why: texts.why }}
        columns={[
          { title: texts.ability, dataIndex: 'abilityTitle' },
          { title: all.unit, dataIndex: 'organisationName' },
          { title: all.purpose, dataIndex: 'purpose' },
          { title: texts.quota, align: 'right', render: (_, each) => formatNumber(each.quotaPerDay) },
          { title: texts.until, dataIndex: 'to' },
          { title: all.time, render: (_, each) => formatTime(each.createdTime) },
          {
            title: all.state,
            render: (_, each) => (
              <StateTag tone={each.state === 'waiting' ? 'loud' : 'over'}>
                {texts.requestStates[each.state]}
              </StateTag>
            ),
          },
          {
            title: <span className="only-read">{all.actions}</span>,
            key: 'acts',
            render: (_, grant) =>
              grant.state === 'waiting' && may('data.own') ? (
                <Space>
                  <Button size="small" type="primary" onClick={() => setAct({ grant, agree: true })}>
                    {all.agree}
                  </Button>
                  <Button size="small" onClick={() => setAct({ grant, agree: false })}>
                    {all.refuse}
                  </Button>
                </Space>
              ) : null,
          },
        ]}
      />
      {act ? (
        <FormDialog<{ note?: string }>
          title={act.agree ? all.agree : all.refuse}
          why={`${act.grant.organisationName} · ${act.grant.abilityTitle}`}
          danger={!act.agree}
          fields={[{ name: 'note', label: all.note, kind: 'area', required: !act.agree }]}
          act={async ({ note }) => {
            const body = { agree: act.agree, ...(note ? { note } : {}) }
            await client.call(decideAbilityGrant, { params: { id: act.grant.id }, body })
            refresh(listAbilityGrants, listAbilities)
          }}
          onClose={() => setAct(null)}
        />
      ) : null}
    </>
  )
}
