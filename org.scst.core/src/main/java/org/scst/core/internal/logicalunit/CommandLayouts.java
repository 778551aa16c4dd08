package org.scst.core.internal.logicalunit;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import org.scst.core.internal.logicalunit.CommandTable.Row;

/**
 * The layouts in use, a few for thousands of devices. Weakly kept: a row may be of a handler's bundle, and must not keep that once
 * its devices are gone.
 *
 * <p><i>Threading:</i> thread-safe; its lock is taken when a device opens.
 */
public final class CommandLayouts {
    private final List<WeakReference<CommandLayout>> known = new ArrayList<>();

    synchronized CommandLayout of(List<Row> rows) {
        known.removeIf(reference -> reference.refersTo(null));
        for (WeakReference<CommandLayout> reference : known) {
            CommandLayout layout = reference.get();
            if (layout != null && layout.has(rows)) {
                return layout;
            }
        }
        CommandLayout layout = new CommandLayout(rows);
        known.add(new WeakReference<>(layout));
        return layout;
    }
}
