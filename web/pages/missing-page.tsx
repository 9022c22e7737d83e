import { Empty } from '../ui/empty.tsx';
import { useTitle } from '../ui/page.tsx';
import { Link } from '../ui/scoped-link.tsx';

export function MissingPage() {
  useTitle('Not here');
  return (
    <Empty
      page
      title="Not here"
      act={
        <Link to="/" className="sy-button">
          Overview
        </Link>
      }
    >
      <p>There is nothing at this address, or you may not see it.</p>
    </Empty>
  );
}
