import {
  applyForCard,
  type CardUse,
  type CitizenCard,
  grantEntitlement,
  listCards,
  moveCard,
} from '@civitas/sdk'
import { formatTime, useTexts } from '@civitas/ui'
import { client } from '../../../app/client.ts'
import { cardNames } from '../../../capabilities/services/cards.texts.ts'
import { StateTag } from '../parts/page.tsx'
import { toChoices } from '../sharing/tabs-page.tsx'
import { cardCheckTexts } from './card-checks.texts.ts'
import { cardListTexts } from './cards.texts.ts'
import { type RecordAct, RecordList } from './record-list.tsx'
import { registerTexts } from './registers.texts.ts'

interface Asked {
  kind: 'citizen' | 'elder' | 'student' | 'transit' | 'library'
  medium: 'physical' | 'electronic'
  uses: CardUse[]
  name: string
  number: string
}

interface Entitlement {
  kind: 'elder' | 'student' | 'disabled' | 'low-income' | 'volunteer'
  from: string
  until?: string
  source: string
}

/** 制卡: applications for cards, made and handed over one after the other. */
export function CardList() {
  const texts = useTexts(cardListTexts)
  const names = useTexts(cardNames)
  const checks = useTexts(cardCheckTexts)
  const { tabs, state, reason } = useTexts(registerTexts)
  const kindOf = (kind: string) => names.kinds[kind as Asked['kind']] ?? kind
  const move = (
    label: string,
    from: CitizenCard['state'][],
    to: 'making' | 'delivered' | 'cancelled',
  ): RecordAct<CitizenCard> => ({
    label,
    danger: to === 'cancelled',
    when: (one) => from.includes(one.state),
    fields: [{ kind: 'text', name: 'reason', label: reason, required: to === 'cancelled', maxLength: 200 }],
    run: (one, values: { reason?: string }) =>
      client.call(moveCard, { params: { number: one.number }, body: { to, ...values } }),
  })
  return (
    <RecordList<CitizenCard>
      label={tabs.cards}
      operation={listCards}
      states={texts.states}
      rowKey={(one) => one.number}
      name={(one) => one.number}
      columns={[
        { title: texts.kind, render: (_, one) => kindOf(one.kind) },
        { title: texts.holder, dataIndex: 'holderName' },
        { title: texts.medium, render: (_, one) => texts.media[one.medium] },
        {
          title: state,
          render: (_, one) => (
            <StateTag tone={one.state === 'applied' || one.state === 'making' ? 'loud' : 'over'}>
              {texts.states[one.state]}
            </StateTag>
          ),
        },
        { title: texts.valid, dataIndex: 'validUntil' },
      ]}
      facts={(one) => [
        { label: texts.kind, value: kindOf(one.kind) },
        { label: texts.holder, value: one.holderName },
        { label: state, value: texts.states[one.state] },
        { label: texts.valid, value: one.validUntil },
        { label: texts.uses, value: one.uses.map((use) => names.uses[use]).join('、'), whole: true },
        {
          label: checks.held,
          value: one.entitlements.map((each) => checks.heldOne(each)).join('；') || '—',
          whole: true,
        },
        { label: reason, value: one.reason ?? '—' },
        { label: tabs.cards, value: formatTime(one.changedTime) },
      ]}
      acts={[
        move(texts.make, ['applied'], 'making'),
        move(texts.deliver, ['making'], 'delivered'),
        {
          label: checks.grant,
          when: (one) => one.state === 'active' || one.state === 'delivered',
          fields: [
            {
              ...{ kind: 'choice', name: 'kind', label: checks.grant, required: true },
              options: toChoices(checks.entitlements),
            },
            { kind: 'day', name: 'from', label: checks.from, required: true },
            { kind: 'day', name: 'until', label: checks.until },
            { kind: 'text', name: 'source', label: checks.source, required: true },
          ],
          run: (one, { until, ...body }: Entitlement) =>
            client.call(grantEntitlement, {
              body: { number: one.number, ...body, ...(until ? { until } : {}) },
            }),
        },
        move(texts.cancel, ['applied', 'making', 'delivered', 'active', 'lost'], 'cancelled'),
      ]}
      create={{
        label: texts.apply,
        first: { kind: 'citizen', medium: 'physical' },
        fields: [
          {
            kind: 'choice',
            name: 'kind',
            label: texts.kind,
            required: true,
            options: toChoices(names.kinds),
          },
          {
            kind: 'choice',
            name: 'medium',
            label: texts.medium,
            required: true,
            options: toChoices(texts.media),
          },
          {
            kind: 'choices',
            name: 'uses',
            label: texts.uses,
            required: true,
            options: toChoices(names.uses),
          },
          { kind: 'text', name: 'name', label: texts.holder, required: true },
          { kind: 'code', name: 'number', label: texts.number, required: true, maxLength: 18 },
        ],
        run: ({ name, number, ...body }: Asked) =>
          client.call(applyForCard, { body: { ...body, holder: { name, number } } }),
      }}
      empty={{ title: texts.empty, why: texts.emptyWhy }}
    />
  )
}
