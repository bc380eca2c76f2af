/** The part of the Trusted Types API that is used; browsers without it take plain strings. */
interface ScriptUrlPolicy {
  createScriptURL(url: string): string;
}
interface PolicyFactory {
  createPolicy(name: string, rules: ScriptUrlPolicy): ScriptUrlPolicy;
}

const rules: ScriptUrlPolicy = {
  createScriptURL(url) {
    const { origin, href } = new URL(url, location.href);
    if (origin !== location.origin) throw new TypeError('scripts come from this origin only');
    return href;
  },
};

/** The page's only policy. It lets worker scripts of this very origin through, and nothing else. */
const policy: ScriptUrlPolicy =
  (globalThis as { readonly trustedTypes?: PolicyFactory }).trustedTypes?.createPolicy('commonseal', rules) ??
  rules;

export function sameOriginScriptUrl(url: string): string {
  return policy.createScriptURL(url);
}
