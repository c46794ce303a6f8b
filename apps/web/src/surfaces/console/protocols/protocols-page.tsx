import { EmptyState, useTexts } from '@civitas/ui'
import { Tabs } from 'antd'
import { useSearchParams } from 'react-router'
import { appTexts } from '../../../app/app.texts.ts'
import { Page } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { BindingList } from './binding-list.tsx'
import { PlatformList } from './platform-list.tsx'
import { ProtocolList } from './protocol-list.tsx'
import { protocolsTexts } from './protocols.texts.ts'

/** Device protocols, their ports and counts, and which device of a protocol is which thing. */
export function ProtocolsPage() {
  const { title, tabs } = useTexts(protocolsTexts)
  const { forbidden } = useTexts(appTexts)
  const may = useMay()
  const [parameters, setParameters] = useSearchParams()
  if (!may('sensing.read')) return <EmptyState title={forbidden} />
  return (
    <Page title={title}>
      <Tabs
        destroyOnHidden
        activeKey={parameters.get('tab') ?? 'protocols'}
        onChange={(tab) => setParameters(tab === 'protocols' ? {} : { tab })}
        items={[
          { key: 'protocols', label: tabs.protocols, children: <ProtocolList /> },
          ...(may('sensing.credentials')
            ? [
                { key: 'bindings', label: tabs.bindings, children: <BindingList /> },
                { key: 'platforms', label: tabs.platforms, children: <PlatformList /> },
              ]
            : []),
        ]}
      />
    </Page>
  )
}
