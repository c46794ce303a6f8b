import { getPlatformInfo, listPublished, listServiceScenes, type Me } from '@civitas/sdk'
import { formatTime, useTexts } from '@civitas/ui'
import { type FormEvent, useId, useState } from 'react'
import { Link, useNavigate } from 'react-router'
import { appTexts } from '../../app/app.texts.ts'
import { useRead } from '../../app/query.ts'
import { useMe } from '../../app/require-session.tsx'
import styles from './home.module.css'
import { OwnReports } from './own-reports.tsx'
import portal from './portal.module.css'
import { portalTexts } from './portal.texts.ts'
import { OpenSurveys } from './surveys/open-surveys.tsx'
import { WarningSubscriptions, WarningsInForce } from './warnings-in-force.tsx'

/** The way in: say what you want to do, pick a situation of life, go to what is yours. */
export function HomePage() {
  const texts = useTexts(portalTexts)
  const app = useTexts(appTexts)
  const me = useMe()
  const info = useRead(getPlatformInfo, {}, { staleMs: 300_000 })
  return (
    <>
      <h1>{me ? texts.signedAs(me.user.name) : texts.welcome(info.data?.city?.name ?? app.product)}</h1>
      <FindService />
      {me ? <Own /> : null}
      <Scenes />
      <div className={portal.grid}>
        <section className={portal.start}>
          <div>
            <h2>{texts.reportCard}</h2>
            <p>
              {texts.reportCardWhat} <Link to="/portal/openness">{texts.openness}</Link>
            </p>
          </div>
          <Link to="/portal/report" className={portal.go}>
            {texts.reportStart}
          </Link>
        </section>
        <Conditions me={me} />
        <News />
        {me ? <OwnReports /> : null}
        {me ? <OpenSurveys /> : null}
        {me ? <WarningSubscriptions /> : null}
      </div>
    </>
  )
}

function FindService() {
  const texts = useTexts(portalTexts)
  const navigate = useNavigate()
  const id = useId()
  const [words, setWords] = useState('')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const wanted = words.trim()
    navigate(wanted ? `/portal/services?q=${encodeURIComponent(wanted)}` : '/portal/services')
  }
  return (
    <search>
      <form className={styles.find} onSubmit={submit}>
        <label htmlFor={id}>{texts.findWhat}</label>
        <div>
          <input
            id={id}
            type="search"
            maxLength={100}
            placeholder={texts.findHint}
            value={words}
            onChange={(event) => setWords(event.target.value)}
          />
          <button type="submit" className={portal.go}>
            {texts.find}
          </button>
        </div>
      </form>
    </search>
  )
}

/** The situations with most services; the others are a step away. */
const shownScenes = 8

function Scenes() {
  const texts = useTexts(portalTexts)
  const read = useRead(listServiceScenes, {}, { staleMs: 300_000 })
  const scenes = read.data?.items ?? []
  if (scenes.length === 0) return null
  return (
    <section className={styles.part}>
      <h2>{texts.scenes}</h2>
      <ul className={styles.tiles}>
        {scenes.slice(0, shownScenes).map(({ scene, items }) => (
          <li key={scene}>
            <Link to={`/portal/services?scene=${encodeURIComponent(scene)}`}>
              <strong>{scene}</strong>
              <span>{texts.sceneItems(items)}</span>
            </Link>
          </li>
        ))}
      </ul>
      <p>
        <Link to="/portal/services" className={portal.backLink}>
          {texts.allServices}
        </Link>
      </p>
    </section>
  )
}

const own = [
  ...([
    'applications',
    'messages',
    'appointments',
    'licences',
    'code',
    'cards',
    'credit',
    'my-data',
    'acting',
    'questions',
    'ideas',
    'apps',
    'tv',
    'security',
  ] as const),
]

/** What is the caller’s own. */
function Own() {
  const texts = useTexts(portalTexts)
  return (
    <section className={styles.part}>
      <h2>{texts.mine}</h2>
      <nav aria-label={texts.mine}>
        <ul className={styles.tiles}>
          {own.map((page) => (
            <li key={page}>
              <Link to={`/portal/${page}`}>
                <strong>{texts.ownPages[page][0]}</strong>
                <span>{texts.ownPages[page][1]}</span>
              </Link>
            </li>
          ))}
        </ul>
      </nav>
    </section>
  )
}

function News() {
  const texts = useTexts(portalTexts)
  const read = useRead(listPublished, { query: { limit: 4 } }, { staleMs: 60_000 })
  const items = read.data?.items ?? []
  return (
    <section className={portal.block}>
      <h2>{texts.news}</h2>
      <ul className={styles.news}>
        {items.map((one) => (
          <li key={one.id}>
            <Link to={`/portal/news/${one.id}`}>{one.content.title}</Link>
            <span>{formatTime(one.publishedTime).slice(0, 10)}</span>
          </li>
        ))}
      </ul>
      <p>
        <Link to="/portal/news" className={portal.backLink}>
          {texts.newsMore}
        </Link>
      </p>
    </section>
  )
}

function Conditions({ me }: { me: Me | undefined }) {
  const texts = useTexts(portalTexts)
  return (
    <section className={portal.block}>
      <h2>{texts.conditions}</h2>
      <WarningsInForce />
      {me ? null : <p>{texts.conditionsSignIn}</p>}
    </section>
  )
}
