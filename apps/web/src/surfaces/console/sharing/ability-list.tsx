import {
  type Ability,
  applyForAbility,
  listAbilities,
  listAbilityGrants,
  retireAbility,
  tryAbility,
} from '@civitas/sdk'
import { formatNumber, useTexts } from '@civitas/ui'
import { App, Button, Space } from 'antd'
import type { Dayjs } from 'dayjs'
import { useContext, useRef, useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { FilterBar } from '../list/filter-bar.tsx'
import { ListTable } from '../list/list-table.tsx'
import { useListQuery } from '../list/use-list-query.ts'
import { FormDialog, toDay } from '../parts/form-dialog.tsx'
import { Quiet, StateTag } from '../parts/page.tsx'
import { MeContext, useMay } from '../parts/permissions.tsx'
import { abilityCareTexts } from './ability-care.texts.ts'
import { ContractDialog, ContractState, RateDialog } from './ability-contract.tsx'
import { RegisterAbility } from './ability-register.tsx'
import { FlowDialog } from './flow-dialog.tsx'
import { sharingTexts } from './sharing.texts.ts'
import { toChoices } from './tabs-page.tsx'

const names = ['kind', 'tab'] as const
type Act = { is: 'register' | 'flow' } | { is: 'apply' | 'retire' | 'contract' | 'rate'; ability: Ability }

/** 能力目录 with what was called today of the quota, and how the breaker stands. */
export function AbilityList() {
  const all = useTexts(sharingTexts)
  const texts = all.gateway
  const care = useTexts(abilityCareTexts)
  const may = useMay()
  const query = useListQuery(names)
  const box = useRef<HTMLDivElement>(null)
  const [act, setAct] = useState<Act | null>(null)
  const filter = { limit: query.limit, offset: query.offset, kind: query.filters.kind }
  const read = useRead(listAbilities, { query: filter as object }, { keepPrevious: true, everyMs: 15_000 })
  return (
    <>
      <FilterBar
        noSearch
        query={query}
        searchBox={box}
        filters={[{ name: 'kind', label: texts.kind, options: toChoices(texts.kinds) }]}
      >
        {may('data.own') ? (
          <Space>
            <Button type="primary" onClick={() => setAct({ is: 'register' })}>
              {texts.register}
            </Button>
            <Button onClick={() => setAct({ is: 'flow' })}>{texts.kinds.flow}</Button>
          </Space>
        ) : null}
      </FilterBar>
      <ListTable<Ability>
        label={texts.tabs.abilities}
        read={read}
        query={query}
        rowKey={(each) => each.id}
        searchBox={box}
        empty={{ title: texts.empty, why: texts.why }}
        columns={[
          {
            title: texts.ability,
            render: (_, each) => (
              <>
                {each.title} {each.version}
                <div className="code">{each.path}</div>
                <Quiet>{each.sla}</Quiet>
              </>
            ),
          },
          {
            title: texts.kind,
            render: (_, each) => (
              <>
                {texts.kinds[each.kind]}
                <Quiet>{each.dataClass}</Quiet>
              </>
            ),
          },
          { title: all.unit, dataIndex: 'organisationName' },
          { title: care.contract, render: (_, each) => <ContractState ability={each} /> },
          {
            title: care.rate,
            render: (_, each) =>
              each.stars === null
                ? all.none
                : care.starsOf(formatNumber(each.stars, 1), formatNumber(each.ratings)),
          },
          { title: texts.total, align: 'right', render: (_, each) => formatNumber(each.callsToday) },
          {
            title: texts.usage,
            align: 'right',
            render: (_, each) =>
              each.quotaOfMine === null ? all.none : usage(each.callsOfMine, each.quotaOfMine),
          },
          {
            title: texts.breaker,
            render: (_, each) => (
              <StateTag tone={each.breaker === 'closed' ? undefined : 'bad'}>
                {texts.breakers[each.breaker]}
              </StateTag>
            ),
          },
          {
            title: all.state,
            render: (_, each) => (
              <StateTag tone={each.state === 'published' ? undefined : 'over'}>
                {texts.states[each.state]} {each.retiresDay ?? ''}
              </StateTag>
            ),
          },
          {
            title: <span className="only-read">{all.actions}</span>,
            key: 'acts',
            render: (_, ability) => <Acts ability={ability} onAct={setAct} />,
          },
        ]}
      />
      {act?.is === 'register' ? <RegisterAbility onClose={() => setAct(null)} /> : null}
      {act?.is === 'flow' ? <FlowDialog onClose={() => setAct(null)} /> : null}
      {act && 'ability' in act ? <ActDialogOf act={act} onClose={() => setAct(null)} /> : null}
    </>
  )
}

/** `1,000/1,000`, the same words a refused call is answered with. */
function usage(used: number, quota: number): string {
  return [used, quota].map((n) => n.toLocaleString('en-US')).join('/')
}

function Acts({ ability, onAct }: { ability: Ability; onAct: (act: Act) => void }) {
  const texts = useTexts(sharingTexts).gateway
  const may = useMay()
  const care = useTexts(abilityCareTexts)
  const me = useContext(MeContext)
  const { modal } = App.useApp()
  const show = async () => {
    const answer = await client.call(tryAbility, { params: { code: ability.code }, body: {} })
    modal.info({ title: texts.try, content: <pre>{JSON.stringify(answer, null, 2)}</pre> })
  }
  return (
    <Space>
      <Button size="small" onClick={() => void show()}>
        {texts.try}
      </Button>
      <Button size="small" onClick={() => onAct({ is: 'contract', ability })}>
        {care.contract}
      </Button>
      {may('data.apply') && me?.user.organisationId !== ability.organisationId ? (
        <Button size="small" onClick={() => onAct({ is: 'rate', ability })}>
          {care.rate}
        </Button>
      ) : null}
      {ability.kind !== 'dataset' && may('data.apply') ? (
        <Button size="small" onClick={() => onAct({ is: 'apply', ability })}>
          {texts.apply}
        </Button>
      ) : null}
      {ability.state === 'published' && may('data.own') ? (
        <Button size="small" onClick={() => onAct({ is: 'retire', ability })}>
          {texts.retire}
        </Button>
      ) : null}
    </Space>
  )
}

function ActDialogOf({ act, onClose }: { act: Extract<Act, { ability: Ability }>; onClose: () => void }) {
  const all = useTexts(sharingTexts)
  const texts = all.gateway
  const params = { id: act.ability.id }
  if (act.is === 'contract') return <ContractDialog ability={act.ability} onClose={onClose} />
  if (act.is === 'rate') return <RateDialog ability={act.ability} onClose={onClose} />
  if (act.is === 'retire')
    return (
      <FormDialog<{ day: Dayjs; replacedBy?: string }>
        title={texts.retire}
        why={act.ability.title}
        fields={[
          { name: 'day', label: texts.retireDay, kind: 'day', required: true },
          { name: 'replacedBy', label: texts.replacedBy, kind: 'code' },
        ]}
        act={async ({ day, replacedBy }) => {
          await client.call(retireAbility, {
            params,
            body: { day: toDay(day), ...(replacedBy ? { replacedBy } : {}) },
          })
          refresh(listAbilities)
        }}
        onClose={onClose}
      />
    )
  return (
    <FormDialog<{ purpose: string; quotaPerDay: number; to: Dayjs }>
      title={texts.apply}
      why={act.ability.title}
      first={{ quotaPerDay: Math.min(1000, act.ability.quotaPerDay) }}
      fields={[
        { name: 'purpose', label: all.purpose, kind: 'text', required: true },
        { name: 'quotaPerDay', label: texts.quota, kind: 'number', min: 1, required: true },
        { name: 'to', label: texts.until, kind: 'day', required: true },
      ]}
      act={async ({ to, ...body }) => {
        await client.call(applyForAbility, { params, body: { ...body, to: toDay(to) } })
        refresh(listAbilityGrants)
      }}
      onClose={onClose}
    />
  )
}
