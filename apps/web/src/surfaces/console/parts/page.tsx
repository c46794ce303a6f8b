import { useTexts } from '@civitas/ui'
import type { ReactNode } from 'react'
import { Link } from 'react-router'
import { listAddress } from '../list/list-memory.ts'
import { consoleTexts } from '../shell/console.texts.ts'
import styles from './parts.module.css'

interface PageProps {
  title: ReactNode
  under?: ReactNode
  acts?: ReactNode
  /** Path of the list this page belongs to. */
  backTo?: string
  narrow?: boolean
  children: ReactNode
}

/** A page of the console: title, acts, content. */
export function Page({ title, under, acts, backTo, narrow, children }: PageProps) {
  const texts = useTexts(consoleTexts)
  return (
    <div className={`${styles.page} ${narrow ? styles.narrow : ''}`}>
      <header className={styles.head}>
        {backTo ? (
          <div className={styles.back}>
            <Link to={listAddress(backTo)}>← {texts.back}</Link>
          </div>
        ) : null}
        <h1 className={styles.title}>{title}</h1>
        {under ? <div className={styles.under}>{under}</div> : null}
        {acts ? <div className={styles.acts}>{acts}</div> : null}
      </header>
      {children}
    </div>
  )
}

/** A titled block of a page. */
export function Section({
  title,
  extra,
  children,
}: {
  title: ReactNode
  extra?: ReactNode
  children: ReactNode
}) {
  return (
    <section className={styles.section}>
      <div className={styles.sectionHead}>
        <h2>{title}</h2>
        {extra ? <div className={styles.extra}>{extra}</div> : null}
      </div>
      {children}
    </section>
  )
}

/** Two columns: what the page is about, and what stands beside it. */
export function Columns({ main, side }: { main: ReactNode; side: ReactNode }) {
  return (
    <div className={styles.columns}>
      <div className={styles.stack}>{main}</div>
      <div className={styles.stack}>{side}</div>
    </div>
  )
}

export interface Fact {
  label: string
  value: ReactNode
  whole?: boolean
}

/** Names and values of an object. */
export function Facts({ facts }: { facts: Fact[] }) {
  return (
    <dl className={styles.facts}>
      {facts.map((fact) => (
        <div key={fact.label} className={fact.whole ? styles.whole : ''}>
          <dt>{fact.label}</dt>
          <dd>{fact.value}</dd>
        </div>
      ))}
    </dl>
  )
}

/** A state in words: `loud` asks for an act, `over` is done with, `bad` is wrong. */
export function StateTag({ tone, children }: { tone?: 'loud' | 'over' | 'bad'; children: ReactNode }) {
  return <span className={`${styles.state} ${tone ? styles[tone] : ''}`}>{children}</span>
}

/** One line of a short list: title, and notes beside it; a link when it has an address. */
export function Line({
  to,
  title,
  before,
  note,
}: {
  to?: string
  title: ReactNode
  before?: ReactNode
  note?: ReactNode
}) {
  const content = (
    <>
      {before}
      <span className={styles.lineTitle}>{title}</span>
      {note ? <span className={styles.lineNote}>{note}</span> : null}
    </>
  )
  if (!to) return <div className={styles.line}>{content}</div>
  return (
    <Link to={to} className={styles.line}>
      {content}
    </Link>
  )
}

/** A short list of lines. */
export function Lines({ children }: { children: ReactNode }) {
  return <div className={styles.lines}>{children}</div>
}

export function Quiet({ children }: { children: ReactNode }) {
  return <p className={styles.quiet}>{children}</p>
}

export function Raw({ children }: { children: string }) {
  return <pre className={styles.pre}>{children}</pre>
}
