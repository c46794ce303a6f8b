import type { CheckScope } from './scope.ts'

/** Bundles and business scopes: the items they lead to exist. */
export function checkServices(scope: CheckScope): void {
  const { domain } = scope
  domain.serviceBundles.forEach((bundle, index) => {
    bundle.members.forEach(({ item }, at) => {
      scope.require('serviceItems', item, `serviceBundles[${index}].members[${at}].item`)
    })
  })
  const phrases = new Set<string>()
  domain.businessScopes.forEach((one, index) => {
    const path = `businessScopes[${index}]`
    one.permits.forEach((id, at) => {
      scope.require('serviceItems', id, `${path}.permits[${at}]`)
    })
    // A phrase is how a firm's licence names it, and the mark between two of them.
    if (!one.phrase || one.phrase.includes('；'))
      scope.report(`${path}.phrase`, '表述为空或含有“；”', 'the phrase is empty or has “；” in it')
    if (phrases.has(one.phrase))
      scope.report(`${path}.phrase`, `表述“${one.phrase}”重复`, `the phrase “${one.phrase}” is there twice`)
    phrases.add(one.phrase)
  })
}
