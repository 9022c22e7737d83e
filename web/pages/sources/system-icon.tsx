/** Own, plain pictures of what a system is (servers, cloud, names); marks of providers are not ours to ship. */
const PATHS: Record<string, string> = {
  aws: 'M4 5h16v5H4zM4 14h16v5H4zM7 7.5h.1M7 16.5h.1M11 7.5h6M11 16.5h6',
  cloudflare: 'M6.5 18a4 4 0 0 1-.4-8A5.5 5.5 0 0 1 16.7 9 4.5 4.5 0 0 1 17.5 18z',
  powerdns: 'M12 3.5a8.5 8.5 0 1 1 0 17 8.5 8.5 0 0 1 0-17zM3.5 12h17M12 3.5c5 5 5 12 0 17M12 3.5c-5 5-5 12 0 17',
  libvirt: 'M4 4h16v6H4zM4 14h7v6H4zM13 14h7v6h-7zM7 7h.1M11 7h6',
  postgres: 'M5 6.5c0-3.3 14-3.3 14 0v11c0 3.3-14 3.3-14 0zM5 6.5c0 3.3 14 3.3 14 0M5 12c0 3.3 14 3.3 14 0',
};

export function SystemIcon({ system, size = 24 }: { system: string; size?: number }) {
  return (
    <svg className="sy-system-icon" width={size} height={size} viewBox="0 0 24 24" aria-hidden="true">
      <path
        d={PATHS[system] ?? 'M5 5h14v14H5z'}
        fill="none"
        stroke="currentColor"
        strokeWidth="1.5"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}
