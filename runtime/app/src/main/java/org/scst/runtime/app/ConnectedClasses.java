package org.scst.runtime.app;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.osgi.framework.Bundle;
import org.osgi.framework.connect.FrameworkUtilHelper;

/**
 * Tells {@code FrameworkUtil.getBundle} which connected bundle a class of the class path belongs to.
 *
 * <p>The framework makes an instance of its own and gives it nothing, so what is known stands in the class. Nor is a class asked
 * for its code source: one from the virtual machine's cache names the jar of the start at which that was made.
 *
 * <p><i>Threading:</i> thread-safe.
 */
public final class ConnectedClasses implements FrameworkUtilHelper {
    private static final List<ClassPathBundle> ALL = new CopyOnWriteArrayList<>();
    /** Where the last class of a package was found: a start asks more than a thousand times, of few packages. */
    private static final Map<String, ClassPathBundle> FOUND = new ConcurrentHashMap<>();

    static void add(ClassPathBundle content) {
        // The latest first, when one has been installed anew.
        ALL.addFirst(content);
        FOUND.clear();
    }

    @Override
    public Optional<Bundle> getBundle(Class<?> type) {
        if (!ConnectedClasses.class.getClassLoader().equals(type.getClassLoader())) {
            return Optional.empty();
        }
        String entry = type.getName().replace('.', '/') + ".class";
        ClassPathBundle found = FOUND.get(type.getPackageName());
        if (found != null && found.holds(entry)) {
            return Optional.ofNullable(found.bundle());
        }
        for (ClassPathBundle content : ALL) {
            if (content.holds(entry)) {
                FOUND.put(type.getPackageName(), content);
                return Optional.ofNullable(content.bundle());
            }
        }
        return Optional.empty();
    }
}
