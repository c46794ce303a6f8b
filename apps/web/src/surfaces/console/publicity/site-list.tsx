import { closeSite, listSites, type Site, saveSite } from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { client } from '../../../app/client.ts'
import { useRead } from '../../../app/query.ts'
import type { DialogField } from '../parts/form-dialog.tsx'
import { OrganisationSelect } from '../parts/organisation-select.tsx'
import { StateTag } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { RecordList } from '../registers/record-list.tsx'
import { toChoices } from '../sharing/tabs-page.tsx'
import { siteListTexts } from './site-list.texts.ts'

interface Values {
  code: string
  name: string
  kind: Site['kind']
  organisationId?: string
  filing?: string
}

/** 网站群: the sites of the cluster, registered, changed and closed (SOC-124). */
export function SiteList() {
  const texts = useTexts(siteListTexts)
  const may = useMay()('services.publish')
  const open = useRead(listSites, { query: { limit: 200 } }, { staleMs: 60_000 })
  const nameOf = (code: string | null) => open.data?.items.find((one) => one.code === code)?.name ?? code
  const fields: DialogField[] = [
    { kind: 'text', name: 'name', label: texts.name, required: true, maxLength: 80 },
    { kind: 'choice', name: 'kind', label: texts.kind, required: true, options: toChoices(texts.kinds) },
    { kind: 'custom', name: 'organisationId', label: texts.unit, control: <OrganisationSelect /> },
    { kind: 'text', name: 'filing', label: texts.filing, maxLength: 60 },
  ]
  const code: DialogField = {
    ...{ kind: 'code', name: 'code', label: texts.code, required: true, extra: texts.codeHint },
    pattern: { is: /^[a-z0-9][a-z0-9-]{1,39}$/, else: texts.codeHint },
  }
  return (
    <RecordList<Site>
      label={texts.name}
      operation={listSites}
      rowKey={(one) => one.id}
      name={(one) => one.name}
      columns={[
        { title: texts.code, render: (_, one) => <span className="code">{one.code}</span> },
        { title: texts.kind, render: (_, one) => texts.kinds[one.kind] },
        { title: texts.unit, render: (_, one) => one.organisationName ?? '—' },
        {
          title: texts.state,
          render: (_, one) => (
            <StateTag tone={one.state === 'open' ? undefined : 'over'}>{texts.states[one.state]}</StateTag>
          ),
        },
        { title: texts.redirect, render: (_, one) => nameOf(one.redirectTo) ?? '—' },
      ]}
      facts={(one) => [
        { label: texts.code, value: <span className="code">{one.code}</span> },
        { label: texts.kind, value: texts.kinds[one.kind] },
        { label: texts.unit, value: one.organisationName ?? '—' },
        { label: texts.filing, value: one.filing ?? '—' },
        { label: texts.state, value: texts.states[one.state] },
        { label: texts.redirect, value: nameOf(one.redirectTo) ?? '—' },
      ]}
      acts={[
        {
          label: texts.change,
          when: (one) => may && one.state === 'open',
          fields,
          first: ({ name, kind, organisationId, filing }) => ({ name, kind, organisationId, filing }),
          run: (one, values: Omit<Values, 'code'>) =>
            client.call(saveSite, { body: tidy({ code: one.code, ...values }) }),
        },
        {
          label: texts.close,
          danger: true,
          when: (one) => may && one.state === 'open' && one.kind !== 'main',
          fields: [
            {
              ...{ kind: 'choice', name: 'redirectTo', label: texts.redirect, required: true },
              extra: texts.redirectHint,
              options: (open.data?.items ?? [])
                .filter((one) => one.state === 'open')
                .map((one) => ({ value: one.code, label: one.name })),
            },
          ],
          run: (one, body: { redirectTo: string }) =>
            client.call(closeSite, { params: { code: one.code }, body }),
        },
      ]}
      create={
        may
          ? {
              label: texts.register,
              first: { kind: 'bureau' },
              fields: [code, ...fields],
              run: (body: Values) => client.call(saveSite, { body: tidy(body) }),
            }
          : undefined
      }
      empty={{ title: texts.empty, why: texts.emptyWhy }}
    />
  )
}

/** What was left empty is not sent. */
function tidy<T extends Values>({ organisationId, filing, ...rest }: T) {
  return { ...rest, ...(organisationId ? { organisationId } : {}), ...(filing ? { filing } : {}) }
}
