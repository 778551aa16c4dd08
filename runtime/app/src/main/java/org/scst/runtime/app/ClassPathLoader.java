package org.scst.runtime.app;

import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What one bundle in the class path sees, for whoever asks the bundle: of all jars of bundles its own and what it imports, besides what
 * belongs to no bundle. Whether a service is a bundle's business is found out by such questions (OSGi Core R8, 5.9.1): one that saw the
 * first revision of what it is not wired to would not be shown the services of any later one.
 *
 * <p>It makes no classes. They are those of the class path, with its loader, and see each other as they always did; a resource, too, is
 * found wherever it lies in the class path.
 *
 * <p><i>Threading:</i> thread-safe.
 */
final class ClassPathLoader extends ClassLoader {
    private static final ClassLoader CLASS_PATH = ClassPathLoader.class.getClassLoader();

    static {
        registerAsParallelCapable();
    }

    private final ClassPathBundle own;
    private final Collection<ClassPathBundle> all;
    /** What it imports, and packages that a class of its own was found in: a start asks more than a thousand times, for few packages. */
    private final Set<String> seen = ConcurrentHashMap.newKeySet();

    /**
     * @param own the bundle's content
     * @param imported the packages that it is wired to
     * @param all of the class path that is some bundle's content, also when nobody has installed that
     */
    ClassPathLoader(ClassPathBundle own, Collection<String> imported, Collection<ClassPathBundle> all) {
        super("class path of " + own, CLASS_PATH);
        this.own = own;
        this.all = all;
        seen.addAll(imported);
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (!sees(name)) {
            throw new ClassNotFoundException(
                    name + " is in the class path, but " + own + " neither has nor imports it");
        }
        return CLASS_PATH.loadClass(name);
    }

    private boolean sees(String name) {
        int end = name.lastIndexOf('.');
        String packageName = end < 0 ? "" : name.substring(0, end);
        if (seen.contains(packageName)) {
            return true;
        }
        String entry = name.replace('.', '/') + ".class";
        if (own.holds(entry)) {
            seen.add(packageName);
            return true;
        }
        return name.startsWith("java.") || all.stream().noneMatch(content -> content.holds(entry));
    }
}
