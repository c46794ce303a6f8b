import {
  type AppField,
  type AppPartner,
  addTvBill,
  bindTvBox,
  checkAppPartner,
  listAppPartners,
  listTvBanners,
  listTvHouseholds,
  moveAppPartner,
  registerAppPartner,
  registerTvBox,
  registerTvHousehold,
  type TvHousehold,
} from '@civitas/sdk'
import { formatNumber, formatTime, useTexts } from '@civitas/ui'
import { App, Typography } from 'antd'
import { client } from '../../../app/client.ts'
import { StateTag } from '../parts/page.tsx'
import { TabsPage, toChoices } from '../sharing/tabs-page.tsx'
import { cityAppTexts } from './city-app.texts.ts'
import { type RecordAct, RecordList } from './record-list.tsx'
import { registerTexts } from './registers.texts.ts'
import { TvCoverage } from './tv-coverage.tsx'

/** 城市APP与电视: partner services of the app, television households, warnings over the programme (SOC-018, SOC-022). */
export function CityAppPage() {
  const { pages, tabs } = useTexts(registerTexts)
  return (
    <TabsPage
      title={pages.app}
      tabs={[
        { key: 'app', label: tabs.app, children: <AppPartnerList /> },
        { key: 'tv', label: tabs.tv, children: <HouseholdList /> },
        { key: 'coverage', label: tabs.coverage, children: <TvCoverage /> },
        { key: 'banners', label: tabs.banners, children: <BannerList /> },
      ]}
    />
  )
}

interface Registered {
  code: string
  name: string
  owner: string
  url: string
  contractNumber: string
  fields?: AppField[]
}

function AppPartnerList() {
  const { app: texts } = useTexts(cityAppTexts)
  const { tabs, state, reason, text } = useTexts(registerTexts)
  const checkOf = (one: AppPartner['security']) =>
    one ? `${one.passes ? texts.passed : texts.failed} · ${one.by} · ${one.note}` : texts.waiting
  const check = (label: string, kind: 'security' | 'privacy'): RecordAct<AppPartner> => ({
    label,
    when: (one) => one.state !== 'withdrawn',
    fields: [
      { kind: 'verdict', name: 'passes', label: texts.verdict, yes: texts.passes, no: texts.failed },
      { kind: 'area', name: 'note', label: text, required: true, maxLength: 500 },
    ],
    run: (one, { passes, note }: { passes: boolean; note: string }) =>
      client.call(checkAppPartner, { params: { id: one.id }, body: { kind, passes, note } }),
  })
  const move = (
    label: string,
    to: 'grey' | 'live' | 'suspended' | 'withdrawn',
    from: AppPartner['state'][],
  ): RecordAct<AppPartner> => ({
    label,
    danger: to === 'withdrawn' || to === 'suspended',
    when: (one) => from.includes(one.state),
    fields: [
      ...(to === 'grey'
        ? [
            {
              ...{ kind: 'number' as const, name: 'greyShare', label: texts.share, required: true },
              ...{ min: 1, max: 99, precision: 0 },
            },
          ]
        : []),
      { kind: 'text', name: 'reason', label: reason, required: true, maxLength: 200 },
    ],
    run: (one, values: { reason: string; greyShare?: number }) =>
      client.call(moveAppPartner, { params: { id: one.id }, body: { to, ...values } }),
  })
  return (
    <RecordList<AppPartner>
      label={tabs.app}
      operation={listAppPartners}
      states={texts.states}
      rowKey={(one) => one.id}
      name={(one) => one.name}
      columns={[
        { title: texts.owner, dataIndex: 'owner' },
        {
          title: state,
          render: (_, one) => (
            <StateTag tone={one.state === 'suspended' ? 'bad' : one.state === 'live' ? 'over' : 'loud'}>
              {texts.states[one.state]}
            </StateTag>
          ),
        },
        { title: texts.openings, align: 'right', render: (_, one) => formatNumber(one.openings) },
        {
          title: texts.complaints,
          align: 'right',
          render: (_, one) =>
            one.complaintRate === null ? '—' : `${(one.complaintRate * 100).toFixed(1)} %`,
        },
      ]}
      facts={(one) => [
        { label: texts.owner, value: one.owner },
        { label: texts.contract, value: one.contractNumber },
        { label: texts.url, value: one.url, whole: true },
        {
          label: texts.fields,
          value: one.fields.map((field) => texts.fieldNames[field]).join('、') || '—',
          whole: true,
        },
        { label: texts.security, value: checkOf(one.security), whole: true },
        { label: texts.privacy, value: checkOf(one.privacy), whole: true },
        { label: state, value: `${texts.states[one.state]} · ${formatTime(one.stateTime)}` },
        { label: reason, value: one.reason ?? '—' },
      ]}
      acts={[
        check(texts.security, 'security'),
        check(texts.privacy, 'privacy'),
        move(texts.grey, 'grey', ['testing', 'suspended']),
        move(texts.live, 'live', ['testing', 'grey', 'suspended']),
        move(texts.suspend, 'suspended', ['grey', 'live']),
        move(texts.withdraw, 'withdrawn', ['testing', 'grey', 'live', 'suspended']),
      ]}
      create={{
        label: texts.register,
        fields: [
          { kind: 'code', name: 'code', label: texts.code, required: true, maxLength: 40 },
          { kind: 'text', name: 'name', label: texts.name, required: true, maxLength: 40 },
          { kind: 'text', name: 'owner', label: texts.owner, required: true, maxLength: 80 },
          { kind: 'text', name: 'url', label: texts.url, required: true, placeholder: 'https://' },
          { kind: 'text', name: 'contractNumber', label: texts.contract, required: true, maxLength: 80 },
          { kind: 'choices', name: 'fields', label: texts.fields, options: toChoices(texts.fieldNames) },
        ],
        run: ({ fields, ...body }: Registered) =>
          client.call(registerAppPartner, { body: { ...body, fields: fields ?? [] } }),
      }}
      empty={{ title: texts.empty, why: texts.emptyWhy }}
    />
  )
}

function HouseholdList() {
  const { tv: texts } = useTexts(cityAppTexts)
  const { tabs } = useTexts(registerTexts)
  const { modal } = App.useApp()
  return (
    <RecordList<TvHousehold>
      label={texts.number}
      operation={listTvHouseholds}
      rowKey={(one) => one.id}
      name={(one) => one.number}
      columns={[
        { title: texts.address, dataIndex: 'address' },
        {
          title: texts.boxes,
          render: (_, one) => one.boxes.map((box) => box.serial).join('、') || texts.noBox,
        },
        { title: texts.members, align: 'right', render: (_, one) => formatNumber(one.members) },
      ]}
      facts={(one) => [
        { label: texts.address, value: one.address, whole: true },
        { label: texts.division, value: one.divisionCode },
        { label: texts.members, value: formatNumber(one.members) },
        {
          label: texts.boxes,
          value:
            one.boxes
              .map(
                (box) =>
                  `${box.serial}${box.isTwoWay ? ` · ${texts.twoWay}` : ''}${box.readTime ? ` · ${formatTime(box.readTime)}` : ''}`,
              )
              .join('；') || texts.noBox,
          whole: true,
        },
      ]}
      acts={[
        {
          label: texts.addBox,
          when: () => true,
          first: { isTwoWay: true },
          fields: [
            { kind: 'code', name: 'serial', label: texts.serial, required: true, maxLength: 40 },
            { kind: 'tick', name: 'isTwoWay', label: texts.twoWay },
          ],
          run: async (one, { serial, isTwoWay }: { serial: string; isTwoWay?: boolean }) => {
            const { key } = await client.call(registerTvBox, {
              body: { serial, householdNumber: one.number, isTwoWay: isTwoWay ?? false },
            })
            modal.info({
              title: texts.key,
              content: (
                <Typography.Text copyable code>
                  {key}
                </Typography.Text>
              ),
            })
          },
        },
        {
          label: texts.move,
          when: (one) => one.boxes.length > 0,
          fields: [{ kind: 'code', name: 'householdNumber', label: texts.to, required: true, maxLength: 40 }],
          run: (one, body: { householdNumber: string }) =>
            client.call(bindTvBox, { params: { id: one.boxes[0]?.id ?? '' }, body }),
        },
        {
          label: texts.bill,
          when: () => true,
          fields: [
            { kind: 'text', name: 'title', label: texts.title, required: true, maxLength: 80 },
            { kind: 'number', name: 'yuan', label: texts.fee, required: true, min: 0.01, precision: 2 },
            { kind: 'day', name: 'dueDay', label: texts.due, required: true },
          ],
          run: (one, { title, yuan, dueDay }: { title: string; yuan: number; dueDay: string }) =>
            client.call(addTvBill, {
              params: { id: one.id },
              body: { title, dueDay, fen: Math.round(yuan * 100) },
            }),
        },
      ]}
      create={{
        label: texts.register,
        fields: [
          { kind: 'code', name: 'number', label: texts.number, required: true, maxLength: 40 },
          { kind: 'text', name: 'address', label: texts.address, required: true, maxLength: 200 },
          { kind: 'code', name: 'divisionCode', label: texts.division, required: true, maxLength: 15 },
        ],
        run: (body: { number: string; address: string; divisionCode: string }) =>
          client.call(registerTvHousehold, { body }),
      }}
      empty={{ title: texts.empty, why: `${tabs.tv}：${texts.emptyWhy}` }}
    />
  )
}

type Banner = Awaited<ReturnType<typeof readBanners>>['items'][number]
const readBanners = () => client.call(listTvBanners, { query: {} })

function BannerList() {
  const { banners: texts } = useTexts(cityAppTexts)
  const { tabs, time } = useTexts(registerTexts)
  return (
    <RecordList<Banner>
      label={tabs.banners}
      operation={listTvBanners}
      rowKey={(one) => one.warningId}
      name={(one) => one.headline}
      columns={[
        { title: texts.level, render: (_, one) => texts.levels[one.level] },
        { title: time, render: (_, one) => formatTime(one.fromTime) },
        {
          title: texts.ended,
          render: (_, one) => (one.endedTime ? formatTime(one.endedTime) : texts.running),
        },
        { title: texts.boxes, align: 'right', render: (_, one) => formatNumber(one.boxes) },
        { title: texts.delivered, align: 'right', render: (_, one) => formatNumber(one.delivered) },
      ]}
      facts={(one) => [
        { label: texts.level, value: texts.levels[one.level] },
        { label: time, value: formatTime(one.fromTime) },
        { label: texts.boxes, value: formatNumber(one.boxes) },
        { label: texts.delivered, value: formatNumber(one.delivered) },
      ]}
      empty={{ title: texts.empty, why: texts.emptyWhy }}
    />
  )
}
