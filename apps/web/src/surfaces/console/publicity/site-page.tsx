import { useTexts } from '@civitas/ui'
import { TabsPage } from '../sharing/tabs-page.tsx'
import { ArticleList } from './article-list.tsx'
import { ColumnList } from './column-list.tsx'
import { publicityTexts } from './publicity.texts.ts'
import { SiteFigures } from './site-figures.tsx'
import { siteListTexts } from './site-list.texts.ts'
import { SiteList } from './site-list.tsx'
import { WordList } from './word-list.tsx'

/** 门户网站: what is written for the city’s sites, their columns, checked words and figures (SOC-124). */
export function SitePage() {
  const { site, tabs } = useTexts(publicityTexts)
  const { tab } = useTexts(siteListTexts)
  return (
    <TabsPage
      title={site}
      tabs={[
        { key: 'articles', label: tabs.articles, children: <ArticleList /> },
        { key: 'columns', label: tabs.columns, children: <ColumnList /> },
        { key: 'sites', label: tab, children: <SiteList /> },
        { key: 'words', label: tabs.words, children: <WordList /> },
        { key: 'figures', label: tabs.figures, children: <SiteFigures /> },
      ]}
    />
  )
}
