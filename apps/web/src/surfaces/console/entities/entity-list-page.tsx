import { type Entity, type EntityTypeInfo, listEntities, listEntityTypes } from '@civitas/sdk'
import { RelativeTime, useLocale, usePick, useTexts } from '@civitas/ui'
import { Button, type TableColumnsType } from 'antd'
import { useRef, useState } from 'react'
import { useNavigate } from 'react-router'
import { useRead } from '../../../app/query.ts'
import { toAttributeRows } from '../../../capabilities/entities/attribute-rows.ts'
import { FilterBar } from '../list/filter-bar.tsx'
import { ListTable } from '../list/list-table.tsx'
import { RowLink } from '../list/row-link.tsx'
import { useListQuery } from '../list/use-list-query.ts'
import { DivisionName } from '../parts/division-name.tsx'
import { Page } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { consoleTexts } from '../shell/console.texts.ts'
import styles from './entities.module.css'
import { entitiesTexts } from './entities.texts.ts'
import { EntityDialog } from './entity-dialog.tsx'
import { TypePicker } from './type-picker.tsx'

const names = ['type', 'division'] as const

/** The registers of the city: choose a type, then look, search and register. */
export function EntityListPage() {
  const texts = useTexts(entitiesTexts)
  const may = useMay()
  const navigate = useNavigate()
  const query = useListQuery(names)
  const box = useRef<HTMLDivElement>(null)
  const [isRegistering, setRegistering] = useState(false)
  const types = useRead(listEntityTypes, {}, { staleMs: 60_000 })
  const type = types.data?.find((each) => each.id === query.filters.type)
  const read = useRead(
    listEntities,
    {
      query: {
        limit: query.limit,
        offset: query.offset,
        search: query.search || undefined,
        type: query.filters.type,
        division: query.filters.division,
      },
    },
    { keepPrevious: true },
  )
  return (
    <Page title={texts.list}>
      <div className={styles.layout}>
        <TypePicker
          types={types.data ?? []}
          chosen={type?.id ?? null}
          onChoose={(id) => query.set({ type: id })}
        />
        <div style={{ minWidth: 0 }}>
          <FilterBar query={query} division placeholder={texts.search} searchBox={box}>
            {may('entities.write') ? (
              <Button
                type="primary"
                disabled={!type}
                title={type ? undefined : texts.chooseType}
                onClick={() => setRegistering(true)}
              >
                {texts.register}
              </Button>
            ) : null}
          </FilterBar>
          <ListTable
            label={texts.list}
            read={read}
            query={query}
            columns={useColumns(type, types.data ?? [])}
            rowKey={(entity) => entity.id}
            to={(entity) => `/console/entities/${entity.id}`}
            searchBox={box}
            empty={{ title: texts.empty, why: texts.emptyWhy }}
          />
        </div>
      </div>
      {isRegistering && type ? (
        <EntityDialog
          type={type}
          onClose={() => setRegistering(false)}
          onSaved={(entity) => navigate(`/console/entities/${entity.id}`)}
        />
      ) : null}
    </Page>
  )
}

function useColumns(type: EntityTypeInfo | undefined, types: EntityTypeInfo[]): TableColumnsType<Entity> {
  const { columns } = useTexts(entitiesTexts)
  const shell = useTexts(consoleTexts)
  const locale = useLocale()
  const pick = usePick()
  const titles = new Map(types.map((each) => [each.id, pick(each.title)]))
  const words = { yes: shell.yes, no: shell.no }
  const fields = (type?.schema.properties ?? {}) as Record<string, { title?: string; label?: { en: string } }>
  const declared = (type?.listColumns ?? []).filter((key) => key in fields)
  return [
    {
      title: columns.name,
      key: 'name',
      render: (_, entity) => (
        <>
          <RowLink to={`/console/entities/${entity.id}`}>{entity.name}</RowLink>
          <small className="code">{entity.reference}</small>
        </>
      ),
    },
    ...(type
      ? declared.map((key) => ({
          title: (locale === 'en' && fields[key]?.label?.en) || fields[key]?.title || key,
          key: `attribute-${key}`,
          render: (_: unknown, entity: Entity) =>
            toAttributeRows({ [key]: entity.attributes[key] }, type.schema, locale, words)[0]?.text ?? '—',
        }))
      : [
          {
            title: columns.type,
            key: 'type',
            render: (_: unknown, entity: Entity) => titles.get(entity.type) ?? entity.type,
          },
        ]),
    {
      title: columns.division,
      key: 'division',
      render: (_, entity) => <DivisionName code={entity.divisionCode} />,
    },
    {
      title: columns.changed,
      key: 'changed',
      render: (_, entity) => <RelativeTime time={entity.changedTime} />,
    },
  ]
}
