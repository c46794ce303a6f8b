import {
  activateCard,
  applyForCard,
  type CitizenCard,
  listMyCards,
  listProxyActs,
  mergeCards,
  replaceCard,
  reportCardLoss,
  showCard,
} from '@civitas/sdk'
import { formatTime, Loading, useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { ProblemView } from '../../../app/problem-view.tsx'
import { refresh, useRead } from '../../../app/query.ts'
import { cardNames } from '../../../capabilities/services/cards.texts.ts'
import portal from '../portal.module.css'
import publicity from '../publicity/publicity.module.css'
import { cardTexts } from './cards.texts.ts'
import { QrCode } from './qr-code.tsx'
import styles from './trust.module.css'

type Kind = keyof typeof usesOf
const usesOf = {
  citizen: ['social-security', 'medical', 'transit', 'library', 'access'],
  elder: ['transit'],
  student: ['transit', 'library'],
  transit: ['transit'],
  library: ['library'],
} as const satisfies Record<string, CitizenCard['uses']>

/** 市民卡: cards of mine through their life, and what was done on somebody’s behalf (SOC-021, SOC-025). */
export function CardsPage() {
  const texts = useTexts(cardTexts)
  const read = useRead(listMyCards, { query: { limit: 50 } }, { everyMs: 15_000 })
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  if (!read.data) return <Loading />
  const { items } = read.data
  const main = items.find((one) => one.kind === 'citizen' && one.state === 'active')
  return (
    <section className={portal.block}>
      <h1>{texts.title}</h1>
      <p>{texts.why}</p>
      {items.length === 0 ? <p className={portal.quiet}>{texts.none}</p> : null}
      <ul className={portal.own}>
        {items.map((one) => (
          <CardLine key={one.number} card={one} main={main} />
        ))}
      </ul>
      <ApplyForm />
      <Acts />
    </section>
  )
}

function CardLine({ card, main }: { card: CitizenCard; main: CitizenCard | undefined }) {
  const texts = useTexts(cardTexts)
  const names = useTexts(cardNames)
  const [token, setToken] = useState<string | null>(null)
  const params = { number: card.number }
  const run = useMutation({
    mutationFn: (act: () => Promise<unknown>) => act(),
    onSettled: () => refresh(listMyCards),
  })
  const button = (label: string, act: () => Promise<unknown>) => (
    <button
      type="button"
      className={`${portal.go} ${portal.second}`}
      disabled={run.isPending}
      onClick={() => run.mutate(act)}
    >
      {label}
    </button>
  )
  const show = async () => setToken(token ? null : (await client.call(showCard, { params })).token)
  const lose = async () => {
    if (window.confirm(texts.sureToLose)) await client.call(reportCardLoss, { params })
  }
  const kind = card.kind in names.kinds ? names.kinds[card.kind as Kind] : card.kind
  return (
    <li>
      <p>
        <strong>{kind}</strong>{' '}
        <span className={card.state === 'lost' ? styles.bad : ''}>{texts.states[card.state]}</span>
      </p>
      <p className={portal.quiet}>
        {texts.mediums[card.medium]} · {card.number} · {texts.until(card.validUntil)} ·{' '}
        {card.uses.map((one) => names.uses[one]).join('、')}
      </p>
      {card.entitlements.length > 0 ? (
        <p className={portal.quiet}>
          {texts.entitled}：
          {card.entitlements
            .map(
              (one) => `${texts.entitlements[one.kind]}${one.until ? `（${texts.until(one.until)}）` : ''}`,
            )
            .join('、')}
        </p>
      ) : null}
      {run.isError ? <p className={portal.error}>{run.error.message}</p> : null}
      {token ? (
        <div className={styles.qr}>
          <QrCode text={token} label={texts.label} />
        </div>
      ) : null}
      <p className={portal.buttons}>
        {card.state === 'active' ? button(token ? texts.hide : texts.show, show) : null}
        {card.state === 'delivered'
          ? button(texts.activate, () => client.call(activateCard, { params }))
          : null}
        {card.state === 'active' || card.state === 'delivered' ? button(texts.lose, lose) : null}
        {card.state === 'lost' ? button(texts.replace, () => client.call(replaceCard, { params })) : null}
        {main && main.number !== card.number && card.state === 'active'
          ? button(texts.merge, () =>
              client.call(mergeCards, { params: { number: main.number }, body: { from: card.number } }),
            )
          : null}
      </p>
    </li>
  )
}

function ApplyForm() {
  const texts = useTexts(cardTexts)
  const names = useTexts(cardNames)
  const [kind, setKind] = useState<Kind>('citizen')
  const [medium, setMedium] = useState<CitizenCard['medium']>('electronic')
  const apply = useMutation({
    mutationFn: () => client.call(applyForCard, { body: { kind, medium, uses: [...usesOf[kind]] } }),
    onSuccess: () => refresh(listMyCards),
  })
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        apply.mutate()
      }}
    >
      <h2 className={styles.section}>{texts.apply}</h2>
      <label className={publicity.label}>
        <span>{texts.kind}</span>
        <select
          className={publicity.select}
          value={kind}
          onChange={(event) => setKind(event.target.value as Kind)}
        >
          {Object.entries(names.kinds).map(([value, label]) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </select>
      </label>
      <label className={publicity.label}>
        <span>{texts.medium}</span>
        <select
          className={publicity.select}
          value={medium}
          onChange={(event) => setMedium(event.target.value as CitizenCard['medium'])}
        >
          {Object.entries(texts.mediums).map(([value, label]) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </select>
      </label>
      {apply.isError ? <p className={portal.error}>{apply.error.message}</p> : null}
      <p className={portal.buttons}>
        <button type="submit" className={portal.go} disabled={apply.isPending}>
          {texts.apply}
        </button>
      </p>
    </form>
  )
}

function Acts() {
  const texts = useTexts(cardTexts)
  const read = useRead(listProxyActs, { query: { limit: 20 } })
  const items = read.data?.items ?? []
  return (
    <>
      <h2 className={styles.section}>{texts.acts}</h2>
      {read.isSuccess && items.length === 0 ? <p className={portal.quiet}>{texts.noActs}</p> : null}
      <ul className={portal.own}>
        {items.map((one) => (
          <li key={one.id}>
            <p>
              <strong>{texts.act(one.byName, one.subjectName, one.asked)}</strong>{' '}
              <span className={one.outcome === 'refused' ? styles.bad : ''}>{texts[one.outcome]}</span>
            </p>
            <p className={portal.quiet}>
              {formatTime(one.time)} · {texts.scope(one.scope?.join('、') ?? texts.whole)}
            </p>
          </li>
        ))}
      </ul>
    </>
  )
}
