/** What the demo says at each start, the first time once everything has been seen. Commands are spelled as in the README. */
export const thingsToTry = `
  Things to try, in the panel:

    Clusters, eu-prod, "Flip DNS"
        a plan: the name of its apps moves to the standby load balancer, shown and checked before, one press applies it
    "Roll back", or the key r, while it runs or after
        everything is exactly as it was

  And in another terminal, with the page open:

    npx switchyard lab terminate-instance eu-prod-web-1
        a machine ends: see which record sets dangle
    npx switchyard lab event eu-prod-api-1 system-reboot
        the provider announces work: see whom it touches
    npx switchyard lab machine gitlab crash
        a virtual machine dies: within a second it is red on its host
    npx switchyard lab machine postgres-dev migrate room-hv-1
        it goes to another host, and stays the same one
    npx switchyard lab database-server db2 promote
        two servers take writes: what nobody may do unnoticed ("database-server db1 follow" mends it)
    npx switchyard lab fail cloudflare empty zone=eu.meridian.example
        a provider lies: nothing goes, a person is asked ("lab heal" ends it)
    npx switchyard lab help
        everything else that can happen

`;
