import { useTexts } from '@civitas/ui'
import { Button, Input, Select } from 'antd'
import { type ReactNode, type RefObject, useEffect, useState } from 'react'
import { DivisionSelect } from '../parts/division-select.tsx'
import { consoleTexts } from '../shell/console.texts.ts'
import styles from './list.module.css'
import type { ListState } from './use-list-query.ts'

export interface Filter {
  name: string
  label: string
  options: { value: string; label: string }[]
  width?: number
}

interface FilterBarProps {
  query: ListState
  filters?: Filter[]
  /** Offers to narrow by division. */
  division?: boolean
  placeholder?: string
  searchBox: RefObject<HTMLDivElement | null>
  /** Filters of another kind than a list of words. */
  more?: ReactNode
  /** The list is not searched by words. */
  noSearch?: boolean
  /** Acts at the right end. */
  children?: ReactNode
}

/** Search and filters above a list; all of them live in the URL. */
export function FilterBar({
  query,
  filters = [],
  division,
  placeholder,
  searchBox,
  more,
  noSearch,
  children,
}: FilterBarProps) {
  const texts = useTexts(consoleTexts)
  return (
    <search className={styles.bar}>
      {noSearch ? null : (
        <div ref={searchBox} className={styles.search}>
          <SearchBox query={query} placeholder={placeholder} />
        </div>
      )}
      {filters.map((filter) => (
        <Select
          key={filter.name}
          allowClear
          aria-label={filter.label}
          placeholder={filter.label}
          style={{ width: filter.width ?? 132 }}
          popupMatchSelectWidth={false}
          value={query.filters[filter.name]}
          options={filter.options}
          onChange={(value) => query.set({ [filter.name]: value })}
        />
      ))}
      {division ? (
        <DivisionSelect value={query.filters.division} onChange={(value) => query.set({ division: value })} />
      ) : null}
      {more}
      {query.isNarrowed ? (
        <Button type="link" onClick={query.clear}>
          {texts.clear}
        </Button>
      ) : null}
      {children ? <div className={styles.grow}>{children}</div> : null}
    </search>
  )
}

/** Asks the server once one stops writing for a third of a second. */
function SearchBox({ query, placeholder }: { query: ListState; placeholder?: string }) {
  const texts = useTexts(consoleTexts)
  const [words, setWords] = useState(query.search)
  const { search, set } = query
  useEffect(() => setWords(search), [search])
  useEffect(() => {
    if (words === search) return
    const timer = setTimeout(() => set({ search: words }), 330)
    return () => clearTimeout(timer)
  }, [words, search, set])
  return (
    <Input
      allowClear
      type="search"
      aria-label={placeholder ?? texts.search}
      placeholder={placeholder ?? texts.search}
      suffix={words ? null : <span className="code">/</span>}
      value={words}
      onChange={(event) => setWords(event.target.value)}
      onPressEnter={() => set({ search: words })}
    />
  )
}
