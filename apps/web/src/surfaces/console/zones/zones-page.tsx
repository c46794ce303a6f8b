import { useTexts } from '@civitas/ui'
import { Tabs } from 'antd'
import { useSearchParams } from 'react-router'
import { Page } from '../parts/page.tsx'
import { ChannelPanel } from './channel-panel.tsx'
import { PackagePanel } from './package-panel.tsx'
import { zoneTexts } from './zones.texts.ts'

/** 跨网交换: channels between zones and the packages that passed or did not (PLT-056). */
export function ZonesPage() {
  const texts = useTexts(zoneTexts)
  const [search, setSearch] = useSearchParams()
  return (
    <Page title={texts.title} under={texts.under}>
      <Tabs
        activeKey={search.get('tab') ?? 'packages'}
        onChange={(tab) => setSearch({ tab }, { replace: true })}
        destroyOnHidden
        items={[
          { key: 'packages', label: texts.tabs.packages, children: <PackagePanel /> },
          { key: 'channels', label: texts.tabs.channels, children: <ChannelPanel /> },
        ]}
      />
    </Page>
  )
}
